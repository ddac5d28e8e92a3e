/** JUnit XML as CI systems read it; built by a library, so nothing needs escaping by hand. */
import { XMLBuilder } from 'fast-xml-parser';

export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  /** `failure`: it is not so. `error`: it could not be found out. */
  readonly problem?: {
    readonly kind: 'failure' | 'error';
    readonly message: string;
    readonly detail: string;
  };
  readonly output?: string;
}

export interface JunitSuite {
  readonly name: string;
  readonly timestamp: string;
  readonly durationMs: number;
  readonly cases: readonly JunitCase[];
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  format: true,
});

export function junitXml(suite: JunitSuite): string {
  const count = (kind: 'failure' | 'error') =>
    suite.cases.filter((test) => test.problem?.kind === kind).length;
  const totals = {
    '@name': suite.name,
    '@tests': suite.cases.length,
    '@failures': count('failure'),
    '@errors': count('error'),
    '@time': (suite.durationMs / 1000).toFixed(3),
  };
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      ...totals,
      testsuite: { ...totals, '@timestamp': suite.timestamp, testcase: suite.cases.map(testcase) },
    },
  });
}

function testcase(test: JunitCase): Record<string, unknown> {
  return {
    '@classname': printable(test.className),
    '@name': printable(test.name),
    ...(test.file === undefined ? {} : { '@file': printable(test.file) }),
    ...(test.line === undefined ? {} : { '@line': test.line }),
    ...(test.problem === undefined
      ? {}
      : {
          [test.problem.kind]: {
            '@message': printable(test.problem.message),
            '@type': test.problem.kind === 'failure' ? 'broken' : 'unreadable',
            '#': printable(test.problem.detail),
          },
        }),
    ...(test.output === undefined ? {} : { 'system-out': printable(test.output) }),
  };
}

/** XML 1.0 has no control characters but tab and line breaks, not even escaped. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\uFFFD');
}
