import { expect, it } from 'vitest';
import { samplePlan } from '../testing/sample-plan.ts';
import { nsPlan, toPlanBody } from './plan.ts';

it('shows every field of a plan', () => {
  const plan = samplePlan({ nsInstanceId: 'n', vnfPkgId: 'p' });
  expect(nsPlan.parse(toPlanBody(plan))).toEqual(plan);
});
