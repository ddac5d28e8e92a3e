import { describe, expect, it } from 'vitest';
import { createJsonStream } from './json-stream.ts';

const messages = [
  { id: 1, result: ['}', '{"', '\\', '\\"', ']'], error: null },
  { method: 'update2', params: [{ name: 'Grüße ✓ 🐧' }], id: null },
  ['a', { b: [] }],
];

describe('JSON stream', () => {
  it('finds the same messages however the bytes are cut', () => {
    const bytes = Buffer.from(messages.map((m) => JSON.stringify(m)).join('\n '));
    for (let size = 1; size <= bytes.length; size++) {
      const stream = createJsonStream();
      const seen: unknown[] = [];
      for (let i = 0; i < bytes.length; i += size) seen.push(...stream.push(bytes.subarray(i, i + size)));
      expect(seen).toEqual(messages);
    }
  });

  it('refuses what is no message', () => {
    expect(() => createJsonStream().push(Buffer.from('SSH-2.0-x'))).toThrow(SyntaxError);
    expect(() => createJsonStream().push(Buffer.from('{} }'))).toThrow(SyntaxError);
  });
});
