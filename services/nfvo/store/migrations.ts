/** Schema of the NFVO's store. A released migration is never edited; a change is a new one. */
import type { Migration } from '#kernel/database.ts';

export const nfvoMigrations: readonly Migration[] = [
  {
    id: 'nfvo-0001-catalogue',
    sql: `
CREATE TABLE vnf_package (
  id text PRIMARY KEY,
  onboarding_state text NOT NULL,
  operational_state text NOT NULL,
  user_defined_data jsonb NOT NULL,
  vnfd_id text,
  package_name text,
  vnfd jsonb,
  images jsonb NOT NULL,
  content_sha256 text,
  content_path text,
  failure jsonb,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX vnf_package_vnfd ON vnf_package (vnfd_id) WHERE onboarding_state = 'ONBOARDED';
CREATE TABLE ns_descriptor (
  id text PRIMARY KEY,
  onboarding_state text NOT NULL,
  operational_state text NOT NULL,
  user_defined_data jsonb NOT NULL,
  nsd_id text,
  package_name text,
  nsd jsonb,
  content_sha256 text,
  content_path text,
  failure jsonb,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX ns_descriptor_nsd ON ns_descriptor (nsd_id) WHERE onboarding_state = 'ONBOARDED';
CREATE TABLE ns_descriptor_package (
  ns_descriptor_id text NOT NULL REFERENCES ns_descriptor (id) ON DELETE CASCADE,
  vnf_package_id text NOT NULL REFERENCES vnf_package (id),
  PRIMARY KEY (ns_descriptor_id, vnf_package_id)
);
`,
  },
  {
    id: 'nfvo-0002-network-services',
    sql: `
CREATE TABLE ns_instance (
  id text PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  nsd_info_id text NOT NULL REFERENCES ns_descriptor (id),
  nsd_id text NOT NULL,
  state text NOT NULL,
  flavour_id text,
  plan_hash text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE ns_plan (
  hash text PRIMARY KEY,
  ns_instance_id text NOT NULL REFERENCES ns_instance (id) ON DELETE CASCADE,
  plan jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE ns_lcm_op_occ (
  id text PRIMARY KEY,
  ns_instance_id text NOT NULL,
  operation_type text NOT NULL,
  state text NOT NULL,
  status_entered_time timestamptz NOT NULL,
  start_time timestamptz NOT NULL,
  operation_params jsonb NOT NULL,
  plan_hash text NOT NULL,
  on_failure text NOT NULL,
  started boolean NOT NULL DEFAULT false,
  error jsonb
);
CREATE UNIQUE INDEX ns_lcm_op_occ_one_active ON ns_lcm_op_occ (ns_instance_id)
  WHERE state IN ('PROCESSING', 'FAILED_TEMP', 'ROLLING_BACK');
CREATE TABLE operation_step (
  op_occ_id text NOT NULL REFERENCES ns_lcm_op_occ (id) ON DELETE CASCADE,
  step_index integer NOT NULL,
  step_id text NOT NULL,
  title text NOT NULL,
  host_id text,
  vnf_profile_id text,
  state text NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  message text NOT NULL DEFAULT '',
  started_at timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (op_occ_id, step_id)
);
CREATE TABLE operation_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  op_occ_id text NOT NULL REFERENCES ns_lcm_op_occ (id) ON DELETE CASCADE,
  kind text NOT NULL,
  data jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX operation_event_by_operation ON operation_event (op_occ_id, id);
CREATE TABLE proof_report (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ns_instance_id text NOT NULL REFERENCES ns_instance (id) ON DELETE CASCADE,
  plan_hash text NOT NULL,
  proved_at timestamptz NOT NULL,
  verdict text NOT NULL,
  report jsonb NOT NULL
);
CREATE INDEX proof_report_by_ns ON proof_report (ns_instance_id, id);
`,
  },
  {
    id: 'nfvo-0003-hosts',
    sql: `
CREATE TABLE compute_host (
  id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  url text NOT NULL UNIQUE,
  login_user text NOT NULL,
  key_path text NOT NULL,
  host_key_sha256 text NOT NULL,
  inventory jsonb NOT NULL,
  physical_networks jsonb NOT NULL,
  added_at timestamptz NOT NULL DEFAULT now()
);
`,
  },
];
