import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '#vim/errors.ts';
import type { OperationContext } from '#vim/model.ts';
import { type ActivityShell, createActivityShell, type StepJournal } from './activity-shell.ts';

const ref = { planHash: 'p', nsLcmOpOccId: 'o' };
let entries: string[];
let shell: ActivityShell;

beforeEach(() => {
  entries = [];
  const journal: StepJournal = {
    started: async (_ref, step) => void entries.push(`started ${step}`),
    message: async (_ref, step, message) => void entries.push(`${step}: ${message}`),
    finished: async (_ref, step) => void entries.push(`finished ${step}`),
    failed: async (_ref, step, message) => void entries.push(`failed ${step}: ${message}`),
  };
  shell = createActivityShell(journal);
});

/** Runs as an activity would, in an attempt of its own. */
const attempt = (step: string, work: (context: OperationContext) => Promise<void>) =>
  new MockActivityEnvironment().run(() => shell.run(ref, step, work));

describe('createActivityShell', () => {
  it('journals start, messages in order, and the end', async () => {
    await attempt('createVnfc:1', async ({ progress }) => {
      progress('sending image');
      progress('starting');
    });
    expect(entries).toEqual([
      'started createVnfc:1',
      'createVnfc:1: sending image',
      'createVnfc:1: starting',
      'finished createVnfc:1',
    ]);
  });

  it('keeps the code of a typed error, and whether trying again makes sense', async () => {
    const failing = attempt('createVnfc:1', async () => {
      throw new NetwrightError(vimErrors.VIM_NO_PAGES, 'cell 1 has 3 free pages');
    });
    const failure = (await failing.catch((e: unknown) => e)) as ApplicationFailure;
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: 'VIM_NO_PAGES',
      nonRetryable: true,
      message: 'cell 1 has 3 free pages',
    });
    expect(failure.details).toEqual([{ stepId: 'createVnfc:1' }]);
    expect(entries.at(-1)).toBe('failed createVnfc:1: cell 1 has 3 free pages');
  });

  it('lets an unknown error be tried again', async () => {
    const failing = attempt('createSap:1', async () => {
      throw new TypeError('undefined is not a host');
    });
    await expect(failing).rejects.toMatchObject({ type: 'INTERNAL', nonRetryable: false });
  });

  it('ends the older attempt on a resource before the newer one begins', async () => {
    const order: string[] = [];
    const older = attempt('createVnfc:1', async ({ signal }) => {
      order.push('older begins');
      await new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }).catch(() => order.push('older ended'));
    await expect.poll(() => order).toEqual(['older begins']);
    await attempt('releaseVnfc:1', async () => void order.push('newer begins'));
    await older;
    expect(order[0]).toBe('older begins');
    expect(order).toContain('older ended');
    expect(entries.indexOf('failed createVnfc:1: superseded by a newer attempt')).toBeLessThan(
      entries.indexOf('started releaseVnfc:1'),
    );
  });

  it('lets different resources run side by side', async () => {
    let release = () => {};
    const first = attempt('createVnfc:1', () => new Promise<void>((resolve) => (release = resolve)));
    await attempt('createVnfc:2', async () => {});
    release();
    await first;
    expect(entries.filter((e) => e.startsWith('finished'))).toEqual([
      'finished createVnfc:2',
      'finished createVnfc:1',
    ]);
  });
});
