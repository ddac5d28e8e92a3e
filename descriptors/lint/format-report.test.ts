import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../schema/diagnostic.ts';
import { formatReport } from './format-report.ts';
import { explainRule, renderRulesMarkdown } from './registry.ts';

const found: Diagnostic[] = [
  {
    code: 'NFV-D020',
    severity: 'error',
    file: 'a.csar:Definitions/v.yaml',
    line: 41,
    column: 9,
    message: 'VDU.x is "<0>" & must be greater than 0',
    remedy: 'Choose another.',
  },
  { code: 'NFV-D027', severity: 'warning', file: 'a.csar', message: 'two\nlines', remedy: 'R, s: t' },
];

describe('formatReport', () => {
  it('writes text for people', () => {
    expect(formatReport(found, 'text')).toBe(
      'a.csar:Definitions/v.yaml:41:9: error NFV-D020: VDU.x is "<0>" & must be greater than 0\n    Choose another.\na.csar: warning NFV-D027: two\nlines\n    R, s: t\n1 error, 1 warning\n',
    );
  });

  it('writes JSON that reads back', () => {
    expect(JSON.parse(formatReport(found, 'json'))).toEqual({ items: found });
  });

  it('escapes GitHub annotations', () => {
    expect(formatReport(found, 'github').split('\n').slice(0, 2)).toEqual([
      '::error file=a.csar%3ADefinitions/v.yaml,line=41,col=9,title=NFV-D020::VDU.x is "<0>" & must be greater than 0 Choose another.',
      '::warning file=a.csar,title=NFV-D027::two%0Alines R, s: t',
    ]);
  });

  it('writes JUnit that is well-formed and counts errors alone as failures', () => {
    const xml = formatReport(found, 'junit');
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(xml).toContain('tests="2" failures="1"');
    expect(formatReport([], 'junit')).toContain('tests="1" failures="0"');
  });

  it('writes SARIF with the rules that occur', () => {
    const sarif = JSON.parse(formatReport(found, 'sarif'));
    expect(sarif.runs[0].tool.driver.rules.map((r: { id: string }) => r.id)).toEqual([
      'NFV-D020',
      'NFV-D027',
    ]);
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.region).toEqual({
      startLine: 41,
      startColumn: 9,
    });
  });
});

describe('the rule book', () => {
  it('explains a rule by its code', () => {
    expect(explainRule('nfv-d040')?.title).toMatch(/huge pages/);
    expect(explainRule('NFV-D999')).toBeUndefined();
  });

  it('renders every rule as a row', () => {
    expect(renderRulesMarkdown()).toMatch(/^\| code .*\n\|---.*\n\| NFV-D001 \| error \|/);
  });
});
