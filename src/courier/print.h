/* SPDX-License-Identifier: Apache-2.0 */
/* Prints a sheet as a PDF: A4, two fonts with Cyrillic, parts of them embedded. The same sheet and
 * libraries give the same bytes: no clock, no configuration of this machine, no font but those two.
 */
#pragma once

#include "courier/job.h"

/* job->text is the sheet, job->fonts the folder of DejaVuSans.ttf and DejaVuSans-Bold.ttf.
 * DELIVERY_SENT: the PDF stands in out->body, as base64. DELIVERY_RETRY: libraries or fonts are
 * missing here. DELIVERY_FINAL: it is no sheet. The story says which. */
void courier_print(struct arena *arena, const struct courier_job *job, struct courier_answer *out);
