/** Reads what `ovs-ofctl -O OpenFlow15 --no-names` prints of a bridge's flows and groups. */
import type { Group, InstalledFlow } from './flow.ts';

/** Terms of a dumped flow that are neither match nor action. */
const NOT_MATCH =
  /^(cookie|duration|table|n_packets|n_bytes|idle_age|hard_age|idle_timeout|hard_timeout|importance|priority)=|^(send_flow_rem|reset_counts|no_packet_counts|no_byte_counts|check_overlap)$/;

/** Lines that are no flows (the reply's heading) are passed over. */
export function parseFlows(text: string): InstalledFlow[] {
  return text.split('\n').flatMap((line) => {
    const split = line.indexOf(' actions=');
    if (!line.startsWith(' cookie=') || split < 0) return [];
    const terms = line
      .slice(1, split)
      .split(/,| /)
      .filter((term) => term !== '');
    const number = (name: string, absent: number) => {
      const term = terms.find((t) => t.startsWith(`${name}=`));
      return term === undefined ? absent : Number(term.slice(name.length + 1));
    };
    return [
      {
        cookie: BigInt(terms[0]?.slice('cookie='.length) ?? 0),
        table: number('table', 0),
        priority: number('priority', 32768),
        packets: number('n_packets', 0),
        match: terms.filter((term) => !NOT_MATCH.test(term)).join(','),
        actions: line.slice(split + ' actions='.length).trim(),
      },
    ];
  });
}

export function parseGroups(text: string): Group[] {
  return [...text.matchAll(/^ group_id=(\d+),(.*)$/gm)].map(([, id, definition]) => ({
    id: Number(id),
    definition: (definition ?? '').trim(),
  }));
}
