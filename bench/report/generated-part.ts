export const BEGIN = '<!-- begin: written by npm run bench -- --report -->';
export const END = '<!-- end: written by npm run bench -- --report -->';

/**
 * Puts text between the two marks of a document and leaves all else as it is.
 * @throws Error when it does not have each mark once, the beginning first
 */
export function replaceGenerated(document: string, generated: string): string {
  const [before, rest, ...more] = document.split(BEGIN);
  const [between, after, ...others] = rest?.split(END) ?? [];
  if (
    before?.includes(END) ||
    between === undefined ||
    after === undefined ||
    more.length + others.length > 0
  ) {
    throw new Error(`There is not one line ${BEGIN} and one line ${END} behind it.`);
  }
  return `${before}${BEGIN}\n\n${generated.trim()}\n\n${END}${after}`;
}
