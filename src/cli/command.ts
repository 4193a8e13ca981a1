import { Command } from 'commander';

/**
 * A command with what `--help` says of it.
 * @param usage name and arguments, such as `add <name>`
 * @param examples command lines without the program's name
 */
export function command(usage: string, description: string, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  cyolo-scim ${example}`);
  const [name, ...operands] = usage.split(' ');
  const made = new Command(name)
    .summary(description.replace(/\. .*/s, '.'))
    .description(description)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  for (const operand of operands) made.argument(operand);
  return made;
}

/** A noun with its verbs. */
export function noun(name: string, description: string, verbs: readonly Command[]): Command {
  const examples = verbs.map((verb) => `${name} ${verb.name()} --help`);
  const parent = command(name, description, examples);
  for (const verb of verbs) parent.addCommand(verb);
  return parent;
}
