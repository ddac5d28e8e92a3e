/** What every route of the NFVO needs. */
import { join } from 'node:path';
import type { Database } from '#kernel/database.ts';
import type { Logger } from '#kernel/log.ts';
import type { NfvoPorts } from './ports.ts';

export interface ApiContext {
  readonly db: Database;
  readonly stateDir: string;
  readonly ports: NfvoPorts;
  readonly logger: Logger;
  /** Work that outlives its request; awaited when the application closes. */
  readonly background: BackgroundWork;
}

export interface BackgroundWork {
  run(name: string, work: () => Promise<void>): void;
  settled(): Promise<void>;
}

export function createBackgroundWork(logger: Logger): BackgroundWork {
  const running = new Set<Promise<void>>();
  return {
    run(name, work) {
      const job = work()
        .catch((error: unknown) => logger.error({ err: error, work: name }, 'background work failed'))
        .finally(() => running.delete(job));
      running.add(job);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Folder of one package or NSD: its archive and what was extracted from it. */
export function packageFolder(stateDir: string, id: string): string {
  return join(stateDir, 'packages', id);
}
