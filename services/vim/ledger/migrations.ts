/**
 * Schema of the ledger. The primary key of `ledger_item` and the CHECK of `ledger_pool` are what makes a double
 * booking impossible to write; everything else is convenience.
 */
import type { Migration } from '#kernel/database.ts';

export const ledgerMigrations: readonly Migration[] = [
  {
    id: 'vim-0001-ledger',
    sql: `
CREATE TABLE ledger_reservation (
  plan_hash text PRIMARY KEY,
  ns_instance_id text NOT NULL,
  reserved_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ledger_reservation_by_ns ON ledger_reservation (ns_instance_id);
CREATE TABLE ledger_item (
  host_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cpu','vf','port','socket','mac','sap-interface','spi','vl-tag','domain')),
  key text NOT NULL,
  plan_hash text NOT NULL REFERENCES ledger_reservation (plan_hash) ON DELETE CASCADE,
  owner_id text NOT NULL,
  PRIMARY KEY (host_id, kind, key)
);
CREATE INDEX ledger_item_by_plan ON ledger_item (plan_hash);
CREATE TABLE ledger_pool (
  host_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('huge-pages','memory','shared-cpu')),
  key text NOT NULL,
  total bigint NOT NULL,
  capacity bigint NOT NULL,
  used bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (host_id, kind, key),
  CHECK (used >= 0 AND used <= capacity)
);
CREATE TABLE ledger_draw (
  plan_hash text NOT NULL REFERENCES ledger_reservation (plan_hash) ON DELETE CASCADE,
  host_id text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (plan_hash, host_id, kind, key),
  FOREIGN KEY (host_id, kind, key) REFERENCES ledger_pool (host_id, kind, key)
);
`,
  },
];
