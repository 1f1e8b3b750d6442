import { Marked, type MarkedToken, type TokenizerExtension } from 'marked';

/** A formula: left as the model wrote it, since Markdown would eat its backslashes and stars. */
export interface MathToken {
  readonly type: 'math';
  readonly raw: string;
}

export type MarkdownToken = MarkedToken | MathToken;

const inlineFormula =
  /^(?:\$\$[^$]+?\$\$|\\\([\s\S]+?\\\)|\\\[[\s\S]+?\\\]|\$(?![\s$])[^$\n]*?(?<![\s\\])\$(?![\d$]))/;
const blockFormula = /^ {0,3}(?:\$\$[\s\S]+?\$\$|\\\[[\s\S]+?\\\])[ \t]*(?:\n|$)/;
const inlineStart = /\$|\\[([]/;
const blockStart = /\n {0,3}(?:\$\$|\\\[)/;

const marked = new Marked({
  extensions: [
    formula('inline', inlineStart, inlineFormula),
    formula('block', blockStart, blockFormula),
  ],
});

/** @throws RangeError when quotes or lists are nested thousands deep. */
export function tokensOf(markdown: string): readonly MarkdownToken[] {
  return marked.lexer(markdown) as MarkdownToken[];
}

function formula(level: 'inline' | 'block', start: RegExp, pattern: RegExp): TokenizerExtension {
  return {
    name: 'math',
    level,
    start: (source) => start.exec(source)?.index,
    tokenizer(source) {
      const raw = pattern.exec(source)?.[0];
      return raw === undefined ? undefined : { type: 'math', raw };
    },
  };
}
