import { describe, expect, it } from 'vitest';
import { outputPorts } from './trace.ts';

describe('answer of ofproto/trace', () => {
  it.each([
    ['Datapath actions: fw-in', ['fw-in']],
    ['Datapath actions: drop', []],
    [
      'Datapath actions: userspace(pid=0,controller(reason=1,dont_send=0)),"odd port",sap-b',
      ['odd port', 'sap-b'],
    ],
    ['Datapath actions: hash(l4(0)),recirc(0x1)\n\nDatapath actions: mon-in', ['mon-in']],
    ['no answer', []],
  ])('%s', (text, ports) => {
    expect(outputPorts(text)).toEqual(ports);
  });
});
