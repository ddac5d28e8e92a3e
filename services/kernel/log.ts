/** One JSON line per event on stderr (stdout belongs to data), with whatever could be a secret taken out. */
import { type DestinationStream, destination, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const SECRETS = [
  'authorization',
  'privateKey',
  'token',
  'password',
  'headers.authorization',
  'req.headers.authorization',
  'body.privateKey',
  '*.privateKey',
  '*.password',
  '*.token',
];

/** `name` says which process writes; level from NETWRIGHT_LOG (`info` by default, `silent` for none). */
export function createLogger(name: string, level?: string, stream?: DestinationStream): Logger {
  return pino(
    {
      name,
      level: level ?? process.env.NETWRIGHT_LOG ?? 'info',
      redact: { paths: SECRETS, censor: '[redacted]' },
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stream ?? destination({ fd: 2, sync: true }),
  );
}
