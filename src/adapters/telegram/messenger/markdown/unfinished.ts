const fence = /^ {0,3}(?:```|~~~)/;

/**
 * Closes the emphasis and code that a growing answer has opened in its last paragraph, so that it
 * is shown as it will look, and not with bare stars until the rest arrives.
 */
export function withClosedMarks(markdown: string): string {
  const lines = markdown.split('\n');
  if (lines.filter((line) => fence.test(line)).length % 2 === 1) {
    return markdown;
  }
  const withoutCode = (markdown.split('\n\n').at(-1) ?? '').replace(/`[^`]*`/g, '');
  if (withoutCode.includes('`')) {
    return closed(markdown, '`');
  }
  const open = ['**', '~~'].find((mark) => withoutCode.split(mark).length % 2 === 0);
  return open === undefined ? markdown : closed(markdown, open);
}

function closed(markdown: string, mark: string): string {
  const text = markdown.trimEnd();
  // A mark with nothing after it yet would show as two.
  return text.endsWith(mark) ? text.slice(0, -mark.length) : text + mark;
}
