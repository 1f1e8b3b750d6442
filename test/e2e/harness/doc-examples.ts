import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * A block of code in a guide says in a comment behind it what a test does with it:
 *
 *   <!-- run: NAME -->              it runs to its end and exits with 0
 *   <!-- run until "TEXT": NAME --> it runs until it has written that
 *   <!-- file: NAME -->             other blocks import it
 *   <!-- answer -->                 JSON of the same shape as what the block before writes
 *   <!-- event: NAME -->            JSON of the same shape as what the test receives
 *   <!-- not run: REASON -->
 */

export interface Example {
  readonly language: string;
  readonly code: string;
  readonly name: string;
  readonly mode: 'run' | 'file' | 'event' | 'not run';
  /** Set when the block never ends by itself. */
  readonly until?: string | undefined;
  /** What it writes, in JSON, one value each. */
  readonly answer: readonly unknown[];
}

const fence = /^```(\w+)\n([\s\S]*?)^```\n(?:<!-- (.+?) -->)?/gm;
const marker = /^(run|file|event|not run)(?: until "(.+?)")?(?:: (.+))?$/;

/**
 * @param path below the project
 * @throws Error when a block says nothing of itself
 */
export function examplesOf(path: string): readonly Example[] {
  const text = readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
  const examples: Example[] = [];
  for (const [, language = '', code = '', said = ''] of text.matchAll(fence)) {
    const before = examples.at(-1);
    if (said === 'answer' && before !== undefined) {
      examples[examples.length - 1] = { ...before, answer: valuesIn(code) };
      continue;
    }
    const [, mode, until, name = ''] = marker.exec(said) ?? [];
    if (mode === undefined) {
      throw new Error(`${path}: nothing says whether this runs:\n${code}`);
    }
    examples.push({
      ...{ language, code, name, until, mode: mode as Example['mode'] },
      answer: mode === 'event' ? valuesIn(code) : [],
    });
  }
  return examples;
}

/** One JSON value over all lines, or one a line. */
export function valuesIn(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }
}

/** Words that programs are written against: these are compared as they are. */
const exact = ['__typename', 'code', 'rule', 'field', 'action', 'type', 'method', 'operation'];

/** Where `actual` has another shape than `documented`; null may stand for anything. */
export function differences(documented: unknown, actual: unknown, path = ''): readonly string[] {
  if (documented === null || actual === null) {
    return [];
  }
  if (Array.isArray(documented) && Array.isArray(actual)) {
    return documented.length > 0 && actual.length === 0
      ? [`${path} is empty`]
      : actual.flatMap((item, index) => differences(documented[0], item, `${path}.${index}`));
  }
  if (!isRecord(documented) || !isRecord(actual)) {
    const [expected, found] = [kindOf(documented), kindOf(actual)];
    return expected === found ? [] : [`${path} is ${found} instead of ${expected}`];
  }
  return [...new Set([...Object.keys(documented), ...Object.keys(actual)])].flatMap((key) => {
    const at = `${path}.${key}`;
    if (!(key in documented) || !(key in actual)) {
      return [`${at} is only ${key in actual ? 'in the answer' : 'documented'}`];
    }
    const [expected, found] = [documented[key], actual[key]];
    return exact.includes(key) && typeof expected === 'string' && expected !== found
      ? [`${at} is ${JSON.stringify(found)} instead of ${expected}`]
      : differences(expected, found, at);
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);
