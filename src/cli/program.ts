import { Command } from 'commander';
import { VERSION } from '../admin/version.ts';
import { findConfigFile } from '../config/find.ts';
import { readConfig } from '../config/load.ts';
import { createActor } from './actor.ts';
import { backupCreate } from './backup-create.ts';
import { backupDrill } from './backup-drill.ts';
import { backupList } from './backup-list.ts';
import { backupVerify } from './backup-verify.ts';
import { noun } from './command.ts';
import { completion } from './completion.ts';
import { configCheck } from './config-check.ts';
import { configSchema } from './config-schema.ts';
import { configShow } from './config-show.ts';
import { createConfirm } from './confirm.ts';
import { consoleLogin } from './console-login.ts';
import { consoleLogout } from './console-logout.ts';
import { doctor } from './doctor.ts';
import { eventDiff } from './event-diff.ts';
import { eventExport } from './event-export.ts';
import { eventList } from './event-list.ts';
import { eventReceivers } from './event-receivers.ts';
import { eventTail } from './event-tail.ts';
import { eventVerify } from './event-verify.ts';
import { groupList } from './group-list.ts';
import { groupShow } from './group-show.ts';
import { createHeldNote } from './held-note.ts';
import { idpAdd } from './idp-add.ts';
import { idpDisable } from './idp-disable.ts';
import { idpEnable } from './idp-enable.ts';
import { idpList } from './idp-list.ts';
import { idpRemove } from './idp-remove.ts';
import { idpShow } from './idp-show.ts';
import { idpUpdate } from './idp-update.ts';
import { openInstallation } from './installation.ts';
import { keyIssue } from './key-issue.ts';
import { keyList } from './key-list.ts';
import { keyRevoke } from './key-revoke.ts';
import { keyRotate } from './key-rotate.ts';
import { createOutput, type Output } from './output.ts';
import type { Parts } from './parts.ts';
import { quickstart } from './quickstart.ts';
import { reportError } from './report-error.ts';
import { restore } from './restore.ts';
import { selftest } from './selftest.ts';
import { serve } from './serve.ts';
import { tenantAdd } from './tenant-add.ts';
import { tenantList } from './tenant-list.ts';
import { tenantRemove } from './tenant-remove.ts';
import type { Terminal } from './terminal.ts';
import { testConnection } from './test-connection.ts';
import { userDisable } from './user-disable.ts';
import { userEnable } from './user-enable.ts';
import { userExport } from './user-export.ts';
import { userImport } from './user-import.ts';
import { userList } from './user-list.ts';
import { userRemove } from './user-remove.ts';
import { userShow } from './user-show.ts';
import { version } from './version.ts';

/** @param whole makes the program with all its commands */
type MakeCommand = (parts: Parts, whole: () => Command) => Command;

/** All commands by their names, in the order of the help. */
const COMMANDS: Readonly<Record<string, MakeCommand>> = {
  quickstart,
  serve,
  config: (parts) =>
    noun('config', 'The configuration.', [configCheck(parts), configShow(parts), configSchema(parts)]),
  tenant: (parts) =>
    noun('tenant', 'The tenants.', [tenantList(parts), tenantAdd(parts), tenantRemove(parts)]),
  idp: (parts) =>
    noun('idp', 'The identity providers of a tenant, and their auto-provisioning.', [
      idpList(parts),
      idpAdd(parts),
      idpShow(parts),
      idpUpdate(parts),
      idpEnable(parts),
      idpDisable(parts),
      idpRemove(parts),
    ]),
  key: (parts) =>
    noun('key', 'The keys with which identity providers and gateways sign in.', [
      keyIssue(parts),
      keyList(parts),
      keyRotate(parts),
      keyRevoke(parts),
    ]),
  user: (parts) =>
    noun('user', 'The users of a tenant.', [
      userList(parts),
      userShow(parts),
      userEnable(parts),
      userDisable(parts),
      userRemove(parts),
      userImport(parts),
      userExport(parts),
    ]),
  group: (parts) => noun('group', 'The groups of a tenant.', [groupList(parts), groupShow(parts)]),
  event: (parts) =>
    noun('event', 'The audit trail: every change, who made it and when.', [
      eventList(parts),
      eventTail(parts),
      eventReceivers(parts),
      eventDiff(parts),
      eventExport(parts),
      eventVerify(parts),
    ]),
  backup: (parts) =>
    noun('backup', 'Backups of the database.', [
      backupCreate(parts),
      backupList(parts),
      backupVerify(parts),
      backupDrill(parts),
    ]),
  restore,
  console: (parts) => noun('console', 'The admin console.', [consoleLogin(parts), consoleLogout(parts)]),
  doctor,
  selftest,
  'test-connection': testConnection,
  completion,
  version,
};

/**
 * Runs a command line.
 * @param argv without the program's name
 * @returns the exit code: 0 done, 1 it failed, 2 wrong usage or configuration
 */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  const words = withoutHelpCommand(argv);
  const { program, output } = createProgram(terminal, words[0]);
  try {
    await program.parseAsync(words, { from: 'user' });
    await output.settle();
    return 0;
  } catch (error) {
    return reportError(error, output);
  }
}

/** `help key rotate` is `key rotate --help`; commander's own looks no further than the noun. */
function withoutHelpCommand(argv: readonly string[]): readonly string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
}

/**
 * The program, ready to parse a command line.
 * @param only makes this command alone, where there is one of that name: all take longer than most of them do
 */
export function createProgram(
  terminal: Terminal,
  only?: string,
): { readonly program: Command; readonly output: Output } {
  const program = new Command('cyolo-scim')
    .description('SCIM 2.0 provisioning for on-prem Cyolo gateways.')
    .option(
      '--config <file>',
      'the configuration (default: $CYOLO_SCIM_CONFIG, ./config.yaml, /etc/cyolo-scim/config.yaml)',
    )
    .option('--json', 'answer with one JSON value')
    .version(VERSION, '--version', 'print the version')
    .addHelpText(
      'after',
      '\nExamples:\n  cyolo-scim quickstart\n  cyolo-scim key --help\n\nEnds with 0 when it is done, 1 when it failed, 2 when the command line or the\nconfiguration is wrong.',
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError() {},
    })
    .exitOverride();
  const output = createOutput(terminal, () => program.opts()['json'] === true);
  const load = () => {
    const path = findConfigFile({ path: program.opts()['config'], env: terminal.env });
    return { path, ...readConfig({ path, env: terminal.env }) };
  };
  const parts: Parts = {
    terminal,
    output,
    confirm: createConfirm(terminal),
    loadConfig: load,
    openInstallation: async () =>
      openInstallation(load().config, { now: Date.now, onHeld: createHeldNote(output) }),
    get actor() {
      return createActor(terminal.env);
    },
    now: Date.now,
  };
  const all = Object.entries(COMMANDS);
  const asked = all.filter(([name]) => name === only);
  for (const [, make] of asked.length === 0 ? all : asked) {
    program.addCommand(make(parts, () => createProgram(terminal).program));
  }
  inherit(program);
  return { program, output };
}

/** Passes a command's settings on to all below it. */
function inherit(parent: Command): void {
  for (const child of parent.commands) inherit(child.copyInheritedSettings(parent));
}
