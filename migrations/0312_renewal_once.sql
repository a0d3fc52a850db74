-- SPDX-License-Identifier: Apache-2.0

-- One renewal of the same days waits for money at a time. Days that were renewed once and given back since, by a period begun anew, may be
-- renewed again.
DROP INDEX service_invoice_once;
CREATE UNIQUE INDEX service_invoice_once ON service_invoice (service_id, from_day) WHERE kind = 'renewal' AND state = 'open';
