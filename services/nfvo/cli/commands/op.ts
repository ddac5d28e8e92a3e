/** `netwright op …`: operation occurrences and the decisions an operator takes about them. */
import type { Command } from 'commander';
import { type ApiClient, unwrap } from '../client.ts';
import { describeProblem } from '../failure.ts';
import { type Operation, parseDuration, reportOutcome, waitForOperation } from '../operation-wait.ts';
import { type Column, formatFields, formatRows, printList, printOne } from '../output.ts';
import { type Step, stepLine } from '../progress.ts';
import { resolveReference } from '../resolve.ts';
import {
  addExamples,
  addWaitOptions,
  type CommandHost,
  finishOperation,
  onAction,
  type WaitFlags,
} from './command-context.ts';

const COLUMNS: readonly Column<Operation>[] = [
  { title: 'id', value: (o) => o.id },
  { title: 'operation', value: (o) => o.lcmOperationType },
  { title: 'state', value: (o) => o.operationState },
  { title: 'started', value: (o) => o.startTime },
  { title: 'ns', value: (o) => o.nsInstanceId },
  { title: 'error', value: (o) => o.error?.code ?? '-' },
  { title: 'since', value: (o) => o.statusEnteredTime, wide: true },
  { title: 'plan', value: (o) => o.planHash, wide: true },
];

const VERBS = {
  retry: ['try a FAILED_TEMP operation again from where it stands', 'op retry 7f3a --wait'],
  rollback: ['undo what a FAILED_TEMP operation has done', 'op rollback 7f3a --wait'],
  fail: ['give a FAILED_TEMP operation up; what it created stays until terminate', 'op fail 7f3a'],
} as const;

export function addOperationCommands(program: Command, host: CommandHost): void {
  const noun = program.command('op').description('lifecycle operations');
  const list = noun.command('list').description('all operations, oldest first');
  onAction(host, addExamples(list, 'op list'), async (context) => {
    printList(context.terminal, context.format, await listOperations(await context.client()), COLUMNS);
    return undefined;
  });
  const one = noun
    .command('show')
    .description('one operation and its steps')
    .argument('<op>', 'id or its beginning');
  onAction(host, addExamples(one, 'op show 7f3a'), async ({ client, terminal, format }, [reference = '']) => {
    const api = await client();
    const operation = await findOperation(api, reference);
    const path = { params: { path: { id: operation.id } } };
    const steps = await unwrap(api.GET('/netwright/v1/ns_lcm_op_occs/{id}/steps', path));
    printOne(terminal, format, { ...operation, steps }, operation.id, () => describe(operation, steps));
    return undefined;
  });
  const wait = addWaitOptions(
    noun.command('wait').description('wait until an operation is over').argument('<op>'),
  );
  onAction<WaitFlags>(
    host,
    addExamples(wait, 'op wait 7f3a --timeout 10m'),
    async (context, [reference = ''], flags) => {
      const client = await context.client();
      const { id } = await findOperation(client, reference);
      const options = { timeoutMs: parseDuration(flags.timeout), quiet: context.quiet };
      const operation = await waitForOperation(client, context.terminal, id, options);
      if (operation === undefined) return undefined;
      if (context.format === 'json') context.terminal.out(`${JSON.stringify(operation, null, 2)}\n`);
      return reportOutcome(context.terminal, operation);
    },
  );
  for (const verb of ['retry', 'rollback', 'fail'] as const) addDecision(noun, host, verb);
}

function addDecision(noun: Command, host: CommandHost, verb: keyof typeof VERBS): void {
  const [description, example] = VERBS[verb];
  const command = noun.command(verb).description(description).argument('<op>', 'id or its beginning');
  if (verb !== 'fail') addWaitOptions(command);
  onAction<WaitFlags>(host, addExamples(command, example), async (context, [reference = ''], flags) => {
    const client = await context.client();
    const { id } = await findOperation(client, reference);
    await unwrap<unknown>(client.POST(`/nslcm/v1/ns_lcm_op_occs/{id}/${verb}`, { params: { path: { id } } }));
    return finishOperation(context, client, id, flags);
  });
}

async function listOperations(client: ApiClient): Promise<Operation[]> {
  return unwrap(client.GET('/nslcm/v1/ns_lcm_op_occs', {}));
}

async function findOperation(client: ApiClient, reference: string): Promise<Operation> {
  return resolveReference('operation', await listOperations(client), reference, () => []);
}

function describe(operation: Operation, steps: readonly Step[]): string {
  const fields = formatFields({
    id: operation.id,
    operation: operation.lcmOperationType,
    ns: operation.nsInstanceId,
    state: `${operation.operationState} since ${operation.statusEnteredTime}`,
    started: operation.startTime,
    plan: operation.planHash,
  });
  const rows = steps.map((step) => [String(step.index + 1), step.state, stepLine(step)]);
  const error = operation.error === undefined ? '' : describeProblem(operation.error);
  return fields + formatRows(rows, '  ') + error;
}
