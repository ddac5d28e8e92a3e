/**
 * A virtual link as flows: what no path claims goes straight between the link's SAPs. The link also owns the tables'
 * counted drops for its packets (register 4 carries its tag), so a packet that gets lost in the pipeline is seen.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';
import type { VirtualLinkSpec } from '../model.ts';
import { type Flow, type FlowBundle, hex, linkCookie, TABLE } from './flow.ts';
import { ofportOf } from './ofport.ts';

/** `ofports` by port name. SFC_PATH_INVALID for a port that has none or is named twice. */
export function compileVirtualLink(spec: VirtualLinkSpec, ofports: ReadonlyMap<string, number>): FlowBundle {
  if (new Set(spec.sapPorts).size !== spec.sapPorts.length) {
    throw new NetwrightError(vimErrors.SFC_PATH_INVALID, `virtual link ${spec.vlId} names a SAP port twice`);
  }
  if (!(Number.isInteger(spec.tag) && spec.tag >= 1 && spec.tag <= 0xffffff)) {
    throw new NetwrightError(vimErrors.SFC_PATH_INVALID, `virtual link ${spec.vlId}: ${spec.tag} is no tag`);
  }
  const saps = spec.sapPorts.map((name) => ofportOf(ofports, name));
  const tag = hex(spec.tag);
  const flows: Flow[] = [
    ...[TABLE.classify, TABLE.nextHop, TABLE.fromFunction, TABLE.direct, TABLE.egress].map((table) => ({
      table,
      priority: 0,
      match: `reg4=${tag}`,
      actions: 'drop',
    })),
    ...saps.flatMap((sap) => [
      { table: TABLE.classify, priority: 1, match: `in_port=${sap}`, actions: `goto_table:${TABLE.direct}` },
      {
        table: TABLE.direct,
        priority: 100,
        match: `in_port=${sap}`,
        actions: toEach(saps.filter((other) => other !== sap)),
      },
      { table: TABLE.egress, priority: 100, match: `reg2=${hex(sap)}`, actions: `output:${sap}` },
    ]),
  ];
  const entry = saps.map((sap) => ({
    table: TABLE.portType,
    priority: 100,
    match: `in_port=${sap}`,
    actions: `set_field:${tag}->reg4,goto_table:${TABLE.classify}`,
  }));
  return { bridge: spec.bridge, cookie: linkCookie(spec.tag, spec.generation), flows, entry, groups: [] };
}

/** Two SAPs are a wire. More are a hub: every other SAP gets a copy, as nothing here learns addresses. */
function toEach(others: readonly number[]): string {
  const [only] = others;
  if (only === undefined) return 'drop';
  if (others.length === 1) return `set_field:${hex(only)}->reg2,goto_table:${TABLE.egress}`;
  return others.map((sap) => `set_field:${hex(sap)}->reg2,resubmit(,${TABLE.egress})`).join(',');
}
