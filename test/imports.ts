/** The import graph of the project: every file, what it imports, and whether only types. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export interface ImportEdge {
  /** Path from the project's root. */
  readonly from: string;
  readonly line: number;
  /** Path from the project's root, or a package's name (`node:fs`, `@temporalio/workflow`). */
  readonly to: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const root = fileURLToPath(new URL('..', import.meta.url));

export function sourceFiles(): string[] {
  return globSync('{descriptors,services,workflows,test}/**/*.{ts,mts,mjs}', { cwd: root })
    .filter((file) => !file.includes('node_modules') && existsSync(join(root, file)))
    .sort();
}

export function importEdges(file: string, source = readFileSync(join(root, file), 'utf8')): ImportEdge[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const edge = (specifier: string, offset: number, typeOnly: boolean, dynamic: boolean): ImportEdge => {
    const line = source.slice(0, offset).split('\n').length;
    return { from: file, line, ...resolve(file, specifier), typeOnly, dynamic };
  };
  return [
    ...module.staticImports.map((statement) => {
      const typeOnly = statement.entries.length > 0 && statement.entries.every((entry) => entry.isType);
      return edge(statement.moduleRequest.value, statement.start, typeOnly, false);
    }),
    ...module.staticExports.flatMap((statement) => {
      const from = statement.entries.filter((entry) => entry.moduleRequest != null);
      const request = from[0]?.moduleRequest;
      return request == null
        ? []
        : [
            edge(
              request.value,
              statement.start,
              from.every((entry) => entry.isType),
              false,
            ),
          ];
    }),
    ...module.dynamicImports.flatMap(({ start, moduleRequest }) => {
      const text = source.slice(moduleRequest.start, moduleRequest.end);
      const literal = /^(['"`])([^'"`$]*)\1$/.exec(text)?.[2];
      // A computed specifier cannot be judged; it is shown as it stands and fails the rules.
      return [edge(literal ?? `computed:${text}`, start, false, true)];
    }),
  ];
}

const aliases = Object.entries(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, string> })
    .imports,
).map(
  ([alias, target]) => [alias.replace(/\*$/, ''), target.replace(/^\.\//, '').replace(/\*$/, '')] as const,
);

function resolve(file: string, specifier: string): { to: string; isPackage: boolean } {
  if (specifier.startsWith('.')) return { to: normalize(join(dirname(file), specifier)), isPackage: false };
  for (const [alias, target] of aliases)
    if (specifier.startsWith(alias)) return { to: target + specifier.slice(alias.length), isPackage: false };
  const [scope = '', name] = specifier.split('/');
  return { to: scope.startsWith('@') ? `${scope}/${name}` : scope, isPackage: true };
}

/** Every cycle once, as the files along it, the first repeated at the end. */
export function cycles(edges: readonly ImportEdge[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const { from, to, isPackage } of edges) {
    if (isPackage) continue;
    const targets = next.get(from) ?? new Set();
    next.set(from, targets.add(to));
  }
  const state = new Map<string, 'open' | 'done'>();
  const found: string[][] = [];
  const path: string[] = [];
  const visit = (file: string) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const target of next.get(file) ?? []) visit(target);
    path.pop();
    state.set(file, 'done');
  };
  for (const file of next.keys()) visit(file);
  return found;
}

/** Files reached from `entry` by imports that exist at run time. */
export function reachedAtRunTime(entry: string, edges: readonly ImportEdge[]): Set<string> {
  const reached = new Set([entry]);
  for (const file of reached)
    for (const edge of edges)
      if (edge.from === file && !edge.isPackage && !edge.typeOnly) reached.add(edge.to);
  return reached;
}
