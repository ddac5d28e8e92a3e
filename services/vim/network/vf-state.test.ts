import { describe, expect, it } from 'vitest';
import { parseVfSettings, settingChanges } from './vf-state.ts';

const JSON_OF_PF = JSON.stringify([
  {
    ifname: 'ens1',
    vfinfo_list: [
      {
        vf: 0,
        address: '00:00:00:00:00:00',
        vlan_list: [{}],
        rate: { max_tx: 0, min_tx: 0 },
        spoofchk: true,
        link_state: 'auto',
        trust: false,
      },
      {
        vf: 2,
        address: '52:54:00:AA:00:01',
        vlan_list: [{ vlan: 100, qos: 3 }],
        rate: { max_tx: 200, min_tx: 0 },
        spoofchk: false,
      },
    ],
  },
]);

describe('VF state', () => {
  it('reads the VF of that index, not of that place', () => {
    expect(parseVfSettings(JSON_OF_PF, 2)).toEqual({
      mac: '52:54:00:aa:00:01',
      vlanId: 100,
      qos: 3,
      spoofCheck: false,
      trust: null,
      minTxRate: 0,
      maxTxRate: 200,
    });
    expect(parseVfSettings(JSON_OF_PF, 1)).toBeNull();
  });

  it('names exactly the settings that differ', () => {
    const clean = parseVfSettings(JSON_OF_PF, 0);
    const used = parseVfSettings(JSON_OF_PF, 2);
    if (clean === null || used === null) throw new Error('sample');
    expect(settingChanges(clean, clean)).toEqual([]);
    expect(settingChanges(used, clean)).toEqual([
      ['mac', '00:00:00:00:00:00'],
      ['vlan', '0'],
      ['spoofchk', 'on'],
      ['trust', 'off'],
      ['max_tx_rate', '0'],
    ]);
    // Trust cannot be set where the driver never reported it.
    expect(settingChanges(clean, used)).toEqual([
      ['mac', '52:54:00:aa:00:01'],
      ['vlan', '100', 'qos', '3'],
      ['spoofchk', 'off'],
      ['max_tx_rate', '200'],
    ]);
  });
});
