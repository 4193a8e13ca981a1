import { type Command, Option } from 'commander';
import {
  type OnInactiveDuplicate,
  type UnknownMembers,
  VENDORS,
  type Vendor,
} from '../directory/identity-provider.ts';

/** What can be said of an identity provider on the command line. */
export interface ProviderOptions {
  readonly vendor?: Vendor;
  readonly metadata?: string;
  readonly onInactiveDuplicate?: OnInactiveDuplicate;
  readonly unknownMembers?: UnknownMembers;
}

export function withProviderOptions(command: Command): Command {
  return command
    .addOption(new Option('--vendor <vendor>', 'whose product it is').choices(VENDORS))
    .option('--metadata <file>', 'the SAML metadata XML of the provider; "-" reads it from standard input')
    .addOption(
      new Option('--on-inactive-duplicate <what>', 'what a POST does that matches an inactive user').choices([
        'conflict',
        'restore',
      ]),
    )
    .addOption(
      new Option('--unknown-members <what>', 'what a group write does with unknown member ids').choices([
        'skip',
        'reject',
      ]),
    );
}
