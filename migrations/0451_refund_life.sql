-- SPDX-License-Identifier: Apache-2.0

-- Refunds are found by the id that their provider gave them. A refund in 'sending' that has one is under way there; one that
-- was 'done' may still turn out as 'failed'.
CREATE INDEX payment_return_external ON payment_return (external_id) WHERE external_id <> '';
