/** Schema of the VNFM's store. A released migration is never edited; a change is a new one. */
import type { Migration } from '#kernel/database.ts';

export const vnfmMigrations: readonly Migration[] = [
  {
    id: 'vnfm-0001-vnf-instances',
    sql: `
CREATE TABLE vnf_instance (
  id text PRIMARY KEY,
  ns_instance_id text NOT NULL,
  vnf_profile_id text NOT NULL,
  vnfd_id text NOT NULL,
  vnf_pkg_id text NOT NULL,
  provider text NOT NULL,
  product_name text NOT NULL,
  software_version text NOT NULL,
  vnfd_version text NOT NULL,
  state text NOT NULL,
  instantiated_vnf_info jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX vnf_instance_by_ns ON vnf_instance (ns_instance_id);
`,
  },
];
