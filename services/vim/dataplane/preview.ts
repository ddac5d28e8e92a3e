/** The flows of a plan for people, before there is a switch: port names stand where the switch has numbers. */
import type { PathSpec, VirtualLinkSpec } from '../model.ts';
import { compilePath } from './compile-path.ts';
import { compileVirtualLink } from './compile-virtual-link.ts';
import { pathPorts } from './directed-path.ts';
import { type FlowBundle, flowText, hex } from './flow.ts';

/** One line per flow or group, in the order of the tables. SFC_PATH_INVALID as compilePath. */
export function previewPath(spec: PathSpec): string[] {
  return preview(pathPorts(spec), (ofports) => compilePath(spec, ofports));
}

/** One line per flow, in the order of the tables. */
export function previewVirtualLink(spec: VirtualLinkSpec): string[] {
  return preview(spec.sapPorts, (ofports) => compileVirtualLink(spec, ofports));
}

function preview(
  names: readonly string[],
  compile: (ofports: ReadonlyMap<string, number>) => FlowBundle,
): string[] {
  const distinct = [...new Set(names)];
  const bundle = compile(new Map(distinct.map((name, i) => [name, i + 1])));
  const named = (text: string) =>
    text
      .replace(
        /\b(in_port=|output:|watch_port:)(\d+)\b/g,
        (_, what, n) => `${what}${distinct[Number(n) - 1]}`,
      )
      .replace(/\breg2=(0x[0-9a-f]+)/g, (_, n) => `reg2=${distinct[Number(n) - 1]}`)
      .replace(/set_field:(0x[0-9a-f]+)->reg2\b/g, (_, n) => `set_field:${distinct[Number(n) - 1]}->reg2`);
  const cookie = `cookie=${hex(bundle.cookie)}`;
  return [
    ...[...bundle.flows, ...bundle.entry]
      .toSorted((a, b) => a.table - b.table || b.priority - a.priority)
      .map((flow) => `${cookie},${named(flowText(flow))}`),
    ...bundle.groups.map((group) => `group_id=${group.id},${named(group.definition)}`),
  ];
}
