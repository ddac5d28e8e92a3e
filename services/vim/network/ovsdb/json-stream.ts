/**
 * Cuts a byte stream into JSON texts. OVSDB (RFC 7047 section 4) has no delimiter between messages: a message ends
 * where its braces balance, and a chunk may hold half a message, several, or half a UTF-8 character.
 */
import { StringDecoder } from 'node:string_decoder';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Largest single message taken; a database dump of a big switch is far below it. */
const MAX_MESSAGE_CHARS = 64 * 1024 * 1024;

export interface JsonStream {
  /** The messages completed by this chunk, in order. Throws SyntaxError on text that is no JSON object. */
  push(chunk: Buffer): unknown[];
}

export function createJsonStream(): JsonStream {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let scanned = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;

  return {
    push(chunk) {
      pending += decoder.write(chunk);
      const messages: unknown[] = [];
      let start = 0;
      for (let i = scanned; i < pending.length; i++) {
        const c = pending.charCodeAt(i);
        if (inString) {
          if (escaped) escaped = false;
          else if (c === BACKSLASH) escaped = true;
          else if (c === QUOTE) inString = false;
        } else if (c === QUOTE) {
          inString = true;
        } else if (c === 0x7b || c === 0x5b) {
          depth++;
        } else if (c === 0x7d || c === 0x5d) {
          depth--;
          if (depth < 0) throw new SyntaxError('unbalanced bracket between messages');
          if (depth === 0) {
            messages.push(JSON.parse(pending.slice(start, i + 1)));
            start = i + 1;
          }
        } else if (depth === 0 && c > 0x20) {
          throw new SyntaxError(`unexpected text between messages: ${pending.slice(i, i + 20)}`);
        }
      }
      pending = pending.slice(start);
      scanned = pending.length;
      if (pending.length > MAX_MESSAGE_CHARS) throw new SyntaxError('a message without end');
      return messages;
    },
  };
}
