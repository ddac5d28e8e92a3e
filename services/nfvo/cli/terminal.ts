/** The world a command runs in, so that a test can be one: output, environment, interruption. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly isTty: boolean;
  /** Colours and live lines on stderr. */
  readonly isErrTty: boolean;
  readonly columns: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}

export function processTerminal(): Terminal {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `netwright … | head` is no failure.
    if (error.code === 'EPIPE') process.exit(0);
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTty: process.stdout.isTTY === true,
    isErrTty: process.stderr.isTTY === true && process.env.NO_COLOR === undefined,
    columns: process.stderr.columns ?? 100,
    environment: process.env,
    interrupted: interrupt.signal,
  };
}
