/** Steps as they happen, on stderr: one line when a step ends, and on a terminal one live line of what runs. */
import type { components } from './api.gen.ts';
import type { Terminal } from './terminal.ts';

export type Step = components['schemas']['OperationStep'];

const MARKS: Readonly<Record<Step['state'], string>> = {
  PENDING: ' ',
  RUNNING: '…',
  DONE: '✓',
  FAILED: '✗',
  COMPENSATING: '↶',
  COMPENSATED: '↶',
  SKIPPED: '-',
};

export interface Progress {
  step(step: Step): void;
  note(text: string): void;
  /** Takes the live line away. */
  end(): void;
}

/** `quiet` shows nothing at all. */
export function createProgress(terminal: Terminal, known: readonly Step[], quiet: boolean): Progress {
  if (quiet) return { step: () => undefined, note: () => undefined, end: () => undefined };
  const steps = new Map(known.map((step) => [step.stepId, step]));
  const printed = new Map<string, string>();
  const clear = terminal.isErrTty ? '\r\x1b[2K' : '';
  const live = () => {
    if (terminal.isErrTty) terminal.err(`${clear}${liveLine([...steps.values()], terminal.columns)}`);
  };
  return {
    step(step) {
      const before = steps.get(step.stepId);
      steps.set(step.stepId, step);
      const line = `${MARKS[step.state]} ${stepLine(step)}`;
      const worth = step.state !== before?.state || step.attempt !== before.attempt;
      // On a terminal the live line shows what runs; in a log its beginning is worth a line of its own.
      const ended = step.state !== 'RUNNING' && step.state !== 'COMPENSATING' && step.state !== 'PENDING';
      if (worth && (ended || !terminal.isErrTty) && printed.get(step.stepId) !== line) {
        printed.set(step.stepId, line);
        terminal.err(`${clear}${counter([...steps.values()])} ${line}\n`);
      }
      live();
    },
    note(text) {
      terminal.err(`${clear}${text}\n`);
      live();
    },
    end: () => terminal.err(clear),
  };
}

/** `[ 3/12]`: steps that are over, of all. */
function counter(steps: readonly Step[]): string {
  const total = String(steps.length);
  const over = steps.filter(
    (s) => s.state === 'DONE' || s.state === 'COMPENSATED' || s.state === 'SKIPPED',
  ).length;
  return `[${String(over).padStart(total.length)}/${total}]`;
}

export function stepLine(step: Step): string {
  const who = step.vnfProfileId === null ? '' : `${step.vnfProfileId}: `;
  const again = step.attempt > 1 ? ` (attempt ${step.attempt})` : '';
  const took = step.state === 'RUNNING' ? '' : duration(step);
  const message = step.message === '' ? '' : ` — ${step.message}`;
  return `${who}${step.title}${again}${took}${message}`;
}

function duration({ startedAt, finishedAt }: Step): string {
  if (startedAt === null || finishedAt === null) return '';
  return ` ${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
}

function liveLine(steps: readonly Step[], columns: number): string {
  const running = steps.filter((s) => s.state === 'RUNNING' || s.state === 'COMPENSATING');
  const text = `${counter(steps)} ${running.map((s) => stepLine(s)).join(' | ')}`;
  return text.length < columns ? text : `${text.slice(0, Math.max(columns - 2, 10))}…`;
}
