-- SPDX-License-Identifier: Apache-2.0
-- Calls under way, few beside a day's answers: a server that starts gives up those of the one that died.
CREATE INDEX idempotency_running ON idempotency (lease_until) WHERE status = 0;
