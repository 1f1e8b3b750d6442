/** Text that is HTML already. */
export type Html = { readonly html: string };

type Part = Html | string | readonly Html[] | undefined;

/** Puts a page together; whatever is no HTML yet is escaped. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const filled = strings.map((text, index) => text + textOf(parts[index]));
  return { html: filled.join('') };
}

/** For text of this program alone. */
export function raw(text: string): Html {
  return { html: text };
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escaped(part);
  return 'html' in part ? part.html : part.map((each) => each.html).join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
