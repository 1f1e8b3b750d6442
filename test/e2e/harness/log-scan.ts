/** Looks like somebody's, whoever's it is. */
const patterns: Readonly<Record<string, RegExp>> = {
  'e-mail address': /[\w.+-]+@[\w-]+\.[a-z]{2,}/i,
  'card number': /(?<![\w-])(?:\d[ -]?){15,18}\d(?![\w-])/,
  'card details': /first6|last4|expiry_/,
  'notification body': /\\?"type\\?":\s*\\?"notification\\?"|income_amount|authorization_details/,
  'receipt body': /vat_code|payment_subject/,
};

/**
 * What no log may hold, found in one.
 *
 * @param secrets values by name
 * @returns a line for each find: its name, and where it was
 */
export function leaksIn(output: string, secrets: Readonly<Record<string, string>>): string[] {
  const lines = output.split('\n');
  const finds = (name: string, isIn: (line: string) => boolean) =>
    lines.filter(isIn).map((line) => `${name} in: ${line.slice(0, 500)}`);
  return [
    ...Object.entries(secrets).flatMap(([name, value]) =>
      value === '' ? [] : finds(name, (line) => line.includes(value)),
    ),
    ...Object.entries(patterns).flatMap(([name, pattern]) =>
      finds(name, (line) => pattern.test(line)),
    ),
  ];
}

/** Names of the events that were logged as errors, and whatever else was written. */
export function errorsIn(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      if (!line.startsWith('{')) {
        return [line];
      }
      const { level, event } = JSON.parse(line) as { level: string; event: string };
      return level === 'error' ? [event] : [];
    });
}
