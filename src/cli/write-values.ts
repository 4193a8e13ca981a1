import type { Output } from './output.ts';

/** Writes values one a line, or with `--json` as one array, as they come. */
export async function writeValues(output: Output, values: AsyncIterable<unknown>): Promise<void> {
  if (!output.json) {
    for await (const value of values) await output.write(`${JSON.stringify(value)}\n`);
    return;
  }
  let separator = '[\n';
  for await (const value of values) {
    await output.write(separator + JSON.stringify(value));
    separator = ',\n';
  }
  await output.write(separator === '[\n' ? '[]\n' : '\n]\n');
}
