-- SPDX-License-Identifier: Apache-2.0

-- Each stretch of days knows the sale it is of: the period as it was sold. Rows of before have months 0, and their sale
-- is counted from the service's usual period when they are read.
ALTER TABLE service_period ADD COLUMN sold_from BIGINT NOT NULL DEFAULT 0; -- first day of the period as it was sold
ALTER TABLE service_period ADD COLUMN sold_until BIGINT NOT NULL DEFAULT 0; -- first day behind it
ALTER TABLE service_period ADD COLUMN months BIGINT NOT NULL DEFAULT 0; -- how long a period of the sale is
ALTER TABLE service_period ADD COLUMN anchor BIGINT NOT NULL DEFAULT 0; -- day of month its periods begin on
ALTER TABLE service_period ADD COLUMN plan_id TEXT NOT NULL DEFAULT ''; -- what was sold, of the catalogue
ALTER TABLE service_period ADD COLUMN plan_version BIGINT NOT NULL DEFAULT 0; -- in which edition
ALTER TABLE service_period ADD COLUMN quantity BIGINT NOT NULL DEFAULT 0; -- how many
ALTER TABLE service_period ADD COLUMN options TEXT NOT NULL DEFAULT ''; -- chosen, frozen JSON
ALTER TABLE service_period ADD COLUMN price BIGINT NOT NULL DEFAULT 0; -- of a whole period, minor units, tax in
ALTER TABLE service_period ADD COLUMN tax_bp BIGINT NOT NULL DEFAULT 0; -- the tax that is in it, basis points
ALTER TABLE service_period ADD COLUMN promo BOOLEAN NOT NULL DEFAULT FALSE; -- it used a period of the promo code
ALTER TABLE service_period ADD COLUMN gift TEXT NOT NULL DEFAULT ''; -- why days are without money, or with less

-- Where the money of a service is, by the invoice it was paid with, net of what was given back.
CREATE TABLE service_money (
    service_id TEXT NOT NULL REFERENCES service (id), -- whose
    from_day BIGINT NOT NULL,              -- of its stretch; -1: paid for the setup; -2: about to be given back
    invoice_id TEXT NOT NULL,              -- it was paid with, of the invoices room
    amount BIGINT NOT NULL CHECK (amount >= 0), -- minor units, tax in
    PRIMARY KEY (service_id, from_day, invoice_id)
);
CREATE INDEX service_money_of_invoice ON service_money (invoice_id, service_id);

-- Money of before: the last days were paid with the newest invoices, as far as those reach.
INSERT INTO service_money (service_id, from_day, invoice_id, amount)
SELECT p.service_id, p.from_day, i.invoice_id,
       CASE WHEN p.high < i.high THEN p.high ELSE i.high END - CASE WHEN p.low > i.low THEN p.low ELSE i.low END
  FROM (SELECT service_id, from_day,
               CAST(SUM(total) OVER (PARTITION BY service_id ORDER BY from_day DESC) AS BIGINT) - total AS low,
               CAST(SUM(total) OVER (PARTITION BY service_id ORDER BY from_day DESC) AS BIGINT) AS high
          FROM service_period) p
  JOIN (SELECT service_id, invoice_id,
               CAST(SUM(total - credited) OVER (PARTITION BY service_id ORDER BY issued_at DESC, invoice_id DESC) AS BIGINT)
                   - (total - credited) AS low,
               CAST(SUM(total - credited) OVER (PARTITION BY service_id ORDER BY issued_at DESC, invoice_id DESC) AS BIGINT)
                   AS high
          FROM service_invoice
         WHERE state = 'paid') i
    ON i.service_id = p.service_id AND i.low < p.high AND p.low < i.high;

-- What is left of the first invoice was for the setup.
INSERT INTO service_money (service_id, from_day, invoice_id, amount)
SELECT i.service_id, -1, i.invoice_id,
       i.total - i.credited - COALESCE((SELECT CAST(SUM(m.amount) AS BIGINT) FROM service_money m
                                         WHERE m.service_id = i.service_id AND m.invoice_id = i.invoice_id), 0)
  FROM service_invoice i
 WHERE i.state = 'paid' AND i.kind = 'first'
   AND i.total - i.credited > COALESCE((SELECT CAST(SUM(m.amount) AS BIGINT) FROM service_money m
                                         WHERE m.service_id = i.service_id AND m.invoice_id = i.invoice_id), 0);

-- What staff gave back by credit notes is in no days any more. An invoice's money is what was paid with it, less what the
-- room itself gave back.
UPDATE service_money
   SET amount = amount * (SELECT v.total - v.credited FROM invoice v WHERE v.id = service_money.invoice_id)
       / (SELECT v.total - CAST(SUM(s.credited) AS BIGINT) FROM invoice v JOIN service_invoice s ON s.invoice_id = v.id
           WHERE v.id = service_money.invoice_id GROUP BY v.id, v.total)
 WHERE EXISTS (SELECT 1 FROM invoice v WHERE v.id = service_money.invoice_id
                  AND v.credited > (SELECT CAST(SUM(s.credited) AS BIGINT) FROM service_invoice s
                                     WHERE s.invoice_id = v.id)
                  AND v.total > (SELECT CAST(SUM(s.credited) AS BIGINT) FROM service_invoice s
                                  WHERE s.invoice_id = v.id));
DELETE FROM service_money WHERE amount = 0;

-- The tax of before is that of the newest invoice that paid for the days.
UPDATE service_period
   SET tax_bp = COALESCE((SELECT l.tax_bp
                            FROM service_money m
                            JOIN service s ON s.id = m.service_id
                            JOIN invoice_line l ON l.invoice_id = m.invoice_id AND l.total > 0
                                               AND (l.ref = s.id OR l.ref = s.origin)
                           WHERE m.service_id = service_period.service_id AND m.from_day = service_period.from_day
                           ORDER BY m.invoice_id DESC LIMIT 1), 0);

-- The sums stand in service_money now.
ALTER TABLE service_period DROP COLUMN total;
ALTER TABLE service_invoice DROP COLUMN credited;

-- What a period that is asked for will be sold as, once it is paid.
ALTER TABLE service_invoice ADD COLUMN months BIGINT NOT NULL DEFAULT 0; -- how long one is; 0: counted from the days
ALTER TABLE service_invoice ADD COLUMN price BIGINT NOT NULL DEFAULT 0; -- of one, minor units, tax in
ALTER TABLE service_invoice ADD COLUMN tax_bp BIGINT NOT NULL DEFAULT 0; -- the tax that is in it, basis points
ALTER TABLE service_invoice ADD COLUMN promo BOOLEAN NOT NULL DEFAULT FALSE; -- it will use a period of the promo code
UPDATE service_invoice
   SET tax_bp = COALESCE((SELECT MAX(l.tax_bp) FROM invoice_line l
                           WHERE l.invoice_id = service_invoice.invoice_id AND l.ref = service_invoice.service_id), 0)
 WHERE state = 'open';
UPDATE service_invoice
   SET promo = TRUE
 WHERE state = 'open' AND kind = 'renewal'
   AND EXISTS (SELECT 1 FROM service s WHERE s.id = service_invoice.service_id AND s.promo_left <> 0 AND s.promo_kind <> '');
UPDATE service_period
   SET promo = TRUE
 WHERE EXISTS (SELECT 1 FROM service s WHERE s.id = service_period.service_id AND s.promo_left <> 0 AND s.promo_kind <> '');
