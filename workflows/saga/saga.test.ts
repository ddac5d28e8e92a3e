import { describe, expect, it } from 'vitest';
import { createSaga, type SagaStep, settleAll } from './saga.ts';

/** A world of resources: a step makes one, its undo removes it; a fault can hit before or after the making. */
function world(faultAt: { step: string; when: 'before' | 'after' } | undefined) {
  const made = new Set<string>();
  const step = (name: string): SagaStep => ({
    name,
    run: async () => {
      if (faultAt?.step === name && faultAt.when === 'before') throw new Error(`fault before ${name}`);
      made.add(name);
      if (faultAt?.step === name) throw new Error(`fault after ${name}`);
    },
    undo: async () => {
      made.delete(name);
    },
  });
  return { made, step };
}

const stages = [['reserve'], ['vnf-a', 'vnf-b'], ['path']];

describe('createSaga', () => {
  for (const name of stages.flat()) {
    for (const when of ['before', 'after'] as const) {
      it(`leaves nothing when ${name} fails ${when} it took effect`, async () => {
        const { made, step } = world({ step: name, when });
        const saga = createSaga();
        const forward = async () => {
          for (const stage of stages) await saga.parallel(stage.map(step));
        };
        await expect(forward()).rejects.toThrow(`fault ${when} ${name}`);
        expect(await saga.unwind()).toEqual([]);
        expect([...made]).toEqual([]);
      });
    }
  }

  it('undoes stages in reverse and each step once, also after a retried run', async () => {
    const order: string[] = [];
    const saga = createSaga();
    const step = (name: string): SagaStep => ({
      name,
      run: async () => {},
      undo: async () => {
        order.push(name);
      },
    });
    for (let attempt = 0; attempt < 2; attempt++) for (const s of stages) await saga.parallel(s.map(step));
    await saga.unwind();
    expect(order).toEqual(['path', 'vnf-a', 'vnf-b', 'reserve']);
  });

  it('goes on past a failing undo, keeps the booking, and repeats only what is left', async () => {
    const undone: string[] = [];
    let broken = true;
    const saga = createSaga();
    const step = (name: string): SagaStep => ({
      name,
      run: async () => {},
      undo: async () => {
        if (name === 'vnf-a' && broken) throw new Error('host is away');
        undone.push(name);
      },
      undoLast: name === 'reserve',
    });
    for (const s of stages) await saga.parallel(s.map(step));
    const failures = await saga.unwind();
    expect(failures.map((f) => f.step)).toEqual(['vnf-a']);
    expect(undone).toEqual(['path', 'vnf-b']);
    broken = false;
    expect(await saga.unwind()).toEqual([]);
    expect(undone).toEqual(['path', 'vnf-b', 'vnf-a', 'reserve']);
  });
});

describe('settleAll', () => {
  it('waits for the slow one before it passes the failure on', async () => {
    let slowDone = false;
    const slow = new Promise<void>((resolve) =>
      setTimeout(() => {
        slowDone = true;
        resolve();
      }, 5),
    );
    await expect(settleAll([Promise.reject(new Error('quick')), slow])).rejects.toThrow('quick');
    expect(slowDone).toBe(true);
  });
});
