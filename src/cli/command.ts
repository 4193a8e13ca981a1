import { Command } from 'commander';

const EXAMPLES = new WeakMap<Command, readonly string[]>();

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
  EXAMPLES.set(made, examples);
  return made;
}

/** The command lines that show how a command is used, without the program's name. */
export function examplesOf(command: Command): readonly string[] {
  return EXAMPLES.get(command) ?? [];
}

/** A noun with its verbs. */
export function noun(name: string, description: string, verbs: readonly Command[]): Command {
  const examples = verbs.map((verb) => `${name} ${verb.name()} --help`);
  const parent = command(name, description, examples);
  for (const verb of verbs) parent.addCommand(verb);
  return parent;
}
