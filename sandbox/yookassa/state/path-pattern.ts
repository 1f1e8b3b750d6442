/** `*` stands for anything within one segment of a path, `**` for anything. */
export function fitsPath(pattern: string, path: string): boolean {
  const source = pattern
    .split(/(\*\*?)/)
    .map((part) => {
      if (part === '**') return '.*';
      return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`).test(path);
}
