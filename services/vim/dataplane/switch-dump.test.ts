import { describe, expect, it } from 'vitest';
import { flowIdentity } from './flow.ts';
import { parseFlows, parseGroups } from './switch-dump.ts';

const DUMP = `OFPST_FLOW reply (OF1.5) (xid=0x2):
 cookie=0xa00000001, duration=0.017s, table=10, n_packets=12, n_bytes=99, idle_age=0, priority=1000,tcp,in_port=1,nw_src=10.1.2.0/24,tp_dst=80 actions=set_field:0xaff->reg0,goto_table:20
 cookie=0x8000000700000001, duration=0.017s, table=0, n_packets=0, n_bytes=0, priority=0 actions=drop
OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):
 group_id=2563,type=ff,bucket=bucket_id:0,watch_port:5,actions=output:5
`;

describe('dump of a switch', () => {
  it('reads flows as they were compiled', () => {
    const [tcp, drop] = parseFlows(DUMP);
    expect(tcp).toEqual({
      cookie: 0xa00000001n,
      table: 10,
      priority: 1000,
      packets: 12,
      match: 'tcp,in_port=1,nw_src=10.1.2.0/24,tp_dst=80',
      actions: 'set_field:0xaff->reg0,goto_table:20',
    });
    expect(drop).toMatchObject({
      cookie: 0x8000000700000001n,
      table: 0,
      priority: 0,
      match: '',
      actions: 'drop',
    });
    // The order of match terms is the switch's own.
    const ours = { table: 10, priority: 1000, match: 'in_port=1,tcp,tp_dst=80,nw_src=10.1.2.0/24' };
    expect(tcp && flowIdentity(tcp)).toBe(
      flowIdentity({ ...ours, actions: 'set_field:0xaff->reg0,goto_table:20' }),
    );
  });

  it('reads groups', () => {
    expect(parseGroups(DUMP)).toEqual([
      { id: 2563, definition: 'type=ff,bucket=bucket_id:0,watch_port:5,actions=output:5' },
    ]);
  });
});
