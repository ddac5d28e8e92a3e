/** The embedded Temporal server outlives a killed Netwright process, or is started again on the same file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheDirectory } from '#processes/locations.ts';
import { startTemporalDevServer, temporalNamespace } from '#processes/temporal/dev-server.ts';
import { obtainTemporal } from '#processes/temporal/obtain.ts';

let binary: string;
let stateDir: string;
beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'netwright-temporal-'));
  binary = await obtainTemporal({ cacheDir: cacheDirectory(), onProgress: console.error });
}, 600_000);
afterAll(() => rm(stateDir, { recursive: true, force: true }));

describe('startTemporalDevServer', () => {
  it('adopts the server a killed process left, and finds its work again when that was killed too', async () => {
    const first = await startTemporalDevServer(binary, stateDir);
    expect(first.adopted).toBe(false);
    const connection = await Connection.connect({ address: first.address });
    await new Client({ connection, namespace: temporalNamespace }).workflow.start('anything', {
      taskQueue: 'nobody-polls',
      workflowId: 'kept',
    });
    await connection.close();

    const adopted = await startTemporalDevServer(binary, stateDir);
    expect(adopted).toMatchObject({ adopted: true, pid: first.pid, address: first.address });

    process.kill(first.pid, 'SIGKILL');
    const again = await startTemporalDevServer(binary, stateDir);
    try {
      expect(again.adopted).toBe(false);
      expect(again.address).toBe(first.address);
      const anew = await Connection.connect({ address: again.address });
      const found = await new Client({ connection: anew, namespace: temporalNamespace }).workflow
        .getHandle('kept')
        .describe();
      expect(found.status.name).toBe('RUNNING');
      await anew.close();
    } finally {
      await again.stop();
    }
  }, 60_000);
});
