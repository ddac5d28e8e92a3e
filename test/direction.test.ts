/**
 * Data flows one way (docs/architecture.md): descriptor → plan → workflow → VIM → dataplane → proof. A folder
 * imports from its left neighbour only; every edge that is not written down here fails, and so does every cycle.
 */
import { describe, expect, it } from 'vitest';
import { cycles, type ImportEdge, importEdges, reachedAtRunTime, sourceFiles } from './imports.ts';

/** The most specific folder wins; what is not in `may` is not allowed. A folder may always import itself. */
const rules: readonly { folder: string; may: readonly string[]; typesOf?: readonly string[] }[] = [
  { folder: 'descriptors/', may: [] },
  { folder: 'services/kernel/', may: [] },
  { folder: 'services/vnfm/plan/', may: ['descriptors/', 'services/kernel/errors.ts'] },
  {
    folder: 'services/nfvo/plan/',
    may: ['descriptors/', 'services/kernel/errors.ts', 'services/vnfm/plan/'],
  },
  { folder: 'services/vim/', may: ['services/kernel/'] },
  {
    folder: 'services/nfvo/errors.ts',
    may: ['services/kernel/errors.ts', 'services/nfvo/plan/errors.ts'],
  },
  {
    folder: 'services/nfvo/store/',
    may: ['services/kernel/', 'services/nfvo/errors.ts', 'services/nfvo/plan/'],
    typesOf: ['descriptors/'],
  },
  {
    folder: 'services/nfvo/api/',
    may: [
      'services/kernel/',
      'descriptors/',
      'services/nfvo/errors.ts',
      'services/nfvo/plan/',
      'services/nfvo/store/',
    ],
  },
  { folder: 'services/nfvo/cli/', may: ['services/kernel/', 'descriptors/'] },
  { folder: 'services/vnfm/errors.ts', may: ['services/kernel/errors.ts'] },
  {
    folder: 'services/vnfm/store/',
    may: ['services/kernel/', 'services/vnfm/errors.ts', 'services/vnfm/plan/'],
  },
  {
    folder: 'services/vnfm/api/',
    may: ['services/kernel/', 'services/vnfm/errors.ts', 'services/vnfm/plan/', 'services/vnfm/store/'],
  },
  { folder: 'workflows/', may: [], typesOf: ['services/nfvo/plan/', 'services/vnfm/plan/'] },
  // The composition, and what crosses folders on purpose.
  { folder: 'services/processes/', may: ['services/', 'descriptors/', 'workflows/'] },
  { folder: 'test/', may: ['services/', 'descriptors/', 'workflows/'] },
];

/** Unit tests beside their source may use the fixtures; what else one needs beyond its folder is listed here. */
const forUnitTests = ['test/fixtures/'];
const forOneUnitTest: Readonly<Record<string, readonly string[]>> = {
  // Conventions of SOL013 are checked on the APIs of NFVO and VNFM alike.
  'services/nfvo/api/conventions.test.ts': ['services/vnfm/'],
  // The CLI is tried against the real API, in one process.
  'services/nfvo/cli/main.test.ts': ['services/nfvo/', 'services/vnfm/'],
};

/** Stand-ins for tests, kept beside what they stand in for. */
const testingFolder = /\/testing\//;

/** `netwright serve` loads the composition only when it is asked for. */
const loadedOnDemand = [{ folder: 'services/nfvo/cli/', to: 'services/processes/' }];

function isAllowed(edge: ImportEdge): boolean {
  if (edge.isPackage) return !edge.to.startsWith('computed:');
  const rule = rules.find((candidate) => edge.from.startsWith(candidate.folder));
  if (rule === undefined) return false;
  const isTest = edge.from.endsWith('.test.ts');
  const forTests = testingFolder.test(edge.to) || edge.to.endsWith('.test.ts');
  if (forTests && !isTest && !testingFolder.test(edge.from) && !edge.from.startsWith('test/')) return false;
  const may = [
    rule.folder,
    ...rule.may,
    ...(edge.typeOnly ? (rule.typesOf ?? []) : []),
    ...(isTest ? [...forUnitTests, ...(forOneUnitTest[edge.from] ?? [])] : []),
  ];
  if (may.some((folder) => edge.to.startsWith(folder))) return true;
  return (
    edge.dynamic && loadedOnDemand.some((l) => edge.from.startsWith(l.folder) && edge.to.startsWith(l.to))
  );
}

const edges = sourceFiles().flatMap((file) => importEdges(file));

describe('imports', () => {
  it('run in one direction', () => {
    expect(edges.length).toBeGreaterThan(100);
    const wrong = edges.filter((edge) => !isAllowed(edge));
    expect(wrong.map((edge) => `${edge.from}:${edge.line} imports ${edge.to}`)).toEqual([]);
  });

  it('make no cycle', () => {
    expect(cycles(edges).map((cycle) => cycle.join(' → '))).toEqual([]);
  });

  it('of workflow code reach nothing of Node and no package but the workflow library', () => {
    const reached = reachedAtRunTime('workflows/index.ts', edges);
    expect(reached.size).toBeGreaterThan(3);
    const foreign = edges.filter(
      (edge) =>
        reached.has(edge.from) && edge.isPackage && !edge.typeOnly && edge.to !== '@temporalio/workflow',
    );
    expect(foreign.map((edge) => `${edge.from}:${edge.line} imports ${edge.to}`)).toEqual([]);
  });
});

describe('the check itself', () => {
  const judge = (from: string, source: string) => importEdges(from, source).map(isAllowed);

  it('sees every way to import', () => {
    const source = [
      "import { a } from '#vim/model.ts';",
      "import type { B } from './b.ts';",
      "export * from '../plan/model.ts';",
      "export type { C } from '#descriptors/index.ts';",
      "const d = await import('#processes/embedded.ts');",
      "import 'node:fs';",
    ].join('\n');
    expect(
      importEdges('services/nfvo/api/x.ts', source).map((e) => [e.line, e.to, e.typeOnly, e.dynamic]),
    ).toEqual([
      [1, 'services/vim/model.ts', false, false],
      [2, 'services/nfvo/api/b.ts', true, false],
      [6, 'node:fs', false, false],
      [3, 'services/nfvo/plan/model.ts', false, false],
      [4, 'descriptors/index.ts', true, false],
      [5, 'services/processes/embedded.ts', false, true],
    ]);
  });

  it('refuses what goes the wrong way', () => {
    expect(judge('services/kernel/x.ts', "import '#nfvo/errors.ts';")).toEqual([false]);
    expect(judge('services/nfvo/plan/x.ts', "import type { M } from '#vim/model.ts';")).toEqual([false]);
    expect(judge('services/nfvo/plan/x.ts', "import '#kernel/database.ts';")).toEqual([false]);
    expect(judge('services/vim/x.ts', "import type { P } from '#nfvo/plan/model.ts';")).toEqual([false]);
    expect(judge('workflows/x.ts', "import { planHash } from '#nfvo/plan/hash.ts';")).toEqual([false]);
    expect(judge('workflows/x.ts', "import type { NsPlan } from '#nfvo/plan/model.ts';")).toEqual([true]);
    expect(judge('services/nfvo/cli/x.ts', "import { serve } from '#processes/embedded.ts';")).toEqual([
      false,
    ]);
    expect(judge('services/nfvo/cli/x.ts', "await import('#processes/embedded.ts');")).toEqual([true]);
    expect(judge('services/vim/x.ts', "import '#test/fixtures/compute-host.ts';")).toEqual([false]);
    expect(judge('services/nfvo/api/x.ts', "import './testing/fake-ports.ts';")).toEqual([false]);
    expect(judge('services/nfvo/api/x.test.ts', "import './testing/fake-ports.ts';")).toEqual([true]);
    expect(judge('services/vim/x.ts', 'await import(name);')).toEqual([false]);
    expect(judge('elsewhere/x.ts', "import '#kernel/errors.ts';")).toEqual([false]);
  });

  it('finds cycles', () => {
    const [ab, ba] = [
      ...importEdges('test/a.ts', "import type { B } from './b.ts';"),
      ...importEdges('test/b.ts', "import { a } from './a.ts';"),
    ];
    expect(cycles([ab, ba].flatMap((edge) => edge ?? []))).toEqual([['test/a.ts', 'test/b.ts', 'test/a.ts']]);
  });
});
