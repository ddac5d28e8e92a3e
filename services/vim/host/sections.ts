/**
 * Many readings in one round trip: a constant script prints each reading as a section, this file takes them apart.
 * A section starts with `@@ name<TAB>where`, its lines are indented by one blank, and `@= exit code` ends it; so no
 * content can be mistaken for a frame.
 */
import { NetwrightError } from '#kernel/errors.ts';
import { vimErrors } from '../errors.ts';

/** Put in front of a constant script: defines `section NAME WHERE COMMAND…`. */
export const SECTION_PRELUDE = `
export LC_ALL=C
section() {
  printf '@@ %s\\t%s\\n' "$1" "$2"
  shift 2
  section_text=$("$@" 2>&1)
  section_exit=$?
  [ -z "$section_text" ] || printf '%s\\n' "$section_text" | sed 's/^/ /'
  printf '@= %s\\n' "$section_exit"
}
`;

export interface Section {
  readonly name: string;
  /** What was read: a path or a command, for people. */
  readonly where: string;
  readonly text: string;
  readonly exitCode: number;
}

export class Sections {
  readonly #byName: ReadonlyMap<string, Section>;

  constructor(sections: readonly Section[]) {
    this.#byName = new Map(sections.map((section) => [section.name, section]));
  }

  /** The section, whatever its command answered; undefined where the script printed none. */
  find(name: string): Section | undefined {
    return this.#byName.get(name);
  }

  /** All sections whose name starts with `prefix`. */
  startingWith(prefix: string): Section[] {
    return [...this.#byName.values()].filter((section) => section.name.startsWith(prefix));
  }

  /** The section of a command that succeeded; VIM_COMMAND_FAILED with its own words otherwise. */
  need(name: string): Section {
    const section = this.#byName.get(name);
    if (section === undefined) {
      throw new NetwrightError(vimErrors.VIM_COMMAND_FAILED, `The host gave no reading "${name}"`);
    }
    if (section.exitCode !== 0) {
      const words = section.text.trim().split('\n').slice(-3).join('; ') || `exit code ${section.exitCode}`;
      throw new NetwrightError(vimErrors.VIM_COMMAND_FAILED, `Reading ${section.where} failed: ${words}`);
    }
    return section;
  }
}

/** Takes the output of a script written with SECTION_PRELUDE apart. Text outside sections is ignored. */
export function parseSections(output: string): Sections {
  const sections: Section[] = [];
  let open: { name: string; where: string; lines: string[] } | undefined;
  for (const line of output.split('\n')) {
    if (line.startsWith('@@ ')) {
      const [name = '', where = ''] = line.slice(3).split('\t');
      open = { name, where, lines: [] };
    } else if (line.startsWith('@= ') && open !== undefined) {
      sections.push({
        name: open.name,
        where: open.where,
        text: open.lines.join('\n'),
        exitCode: Number(line.slice(3)),
      });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line.startsWith(' ') ? line.slice(1) : line);
    }
  }
  return new Sections(sections);
}

/** Non-empty lines. */
export function linesOf(section: Section): string[] {
  return section.text.split('\n').filter((line) => line !== '');
}
