/** Every command, by what it needs; SITE is the directory with the configuration, the database and the backups. */
const COMMANDS = {
  nothing: [
    'config check',
    'config show',
    'config schema',
    'completion bash',
    'version',
    'backup list',
    'backup verify',
  ],
  reading: [
    'tenant list',
    'idp list',
    'idp show okta --tenant acme',
    'key list',
    'user list --tenant acme',
    'user show ada --tenant acme',
    'user export --tenant acme',
    'group list --tenant acme',
    'group show Staff --tenant acme',
    'event list --tenant acme',
    'event tail --tenant acme',
    'event receivers',
    'event diff --tenant acme --since 2020-01-01',
    'event export --tenant acme',
    'event verify',
  ],
  writing: [
    'tenant add other',
    'tenant remove globex --yes',
    'idp add entra --tenant acme',
    'idp update okta --tenant acme --unknown-members reject',
    'idp enable google --tenant acme',
    'idp disable ping --tenant acme',
    'idp remove onelogin --tenant acme --yes',
    'key issue --tenant acme --idp okta',
    'key rotate --tenant acme --idp okta',
    'key revoke cyk_0123456789ABCDEFGHIJ --yes',
    'user import SITE/users.csv --tenant acme',
    'user disable ada --tenant acme',
    'user enable alan --tenant acme',
    'user remove grace --tenant acme --yes',
    'console login',
    'console logout --all',
  ],
  checking: ['doctor'],
  copying: ['backup create'],
  rehearsing: ['backup drill'],
  connecting: ['test-connection --tenant acme --idp okta'],
  serving: ['serve'],
  'setting up': ['quickstart --data SITE --port 0'],
  replacing: ['restore BACKUP --yes'],
} as const;

export type Needs = keyof typeof COMMANDS;

export const TABLE = Object.entries(COMMANDS).flatMap(([needs, lines]) =>
  lines.map((line: string) => [needs as Needs, line] as const),
);

export const FAULTS = ['locked', 'damaged', 'read-only', 'full'] as const;
export type Fault = (typeof FAULTS)[number];
/** How a site is. */
export interface State {
  readonly isUp: boolean;
  readonly fault?: Fault;
}

const BUSY = /Another process holds the database: try again/;
const DAMAGED = /The database is damaged: .* restore a backup/;
const READ_ONLY = /cannot be written: see that/;
const FULL = /The disk is full: make room/;
const CHECKS = /checks are bad: see what each says to do/;
const IN_USE = /The database is in use: stop the server first/;
const UNREACHED = /requests went wrong/;

const reading = { damaged: DAMAGED, 'read-only': READ_ONLY, full: FULL };
const writing = { ...reading, locked: BUSY };

/** With which sentence a command is refused, by what is wrong; all else is done. */
export const REFUSALS: Readonly<Record<Needs, Readonly<Partial<Record<Fault | 'up' | 'down', RegExp>>>>> = {
  nothing: {},
  reading,
  writing,
  checking: { locked: CHECKS, damaged: CHECKS, 'read-only': CHECKS, full: CHECKS },
  copying: reading,
  rehearsing: { 'read-only': READ_ONLY, full: FULL },
  connecting: { ...writing, down: UNREACHED },
  // With nothing new in the configuration a start writes nothing.
  serving: reading,
  'setting up': writing,
  replacing: { up: IN_USE, locked: IN_USE, 'read-only': READ_ONLY, full: FULL },
};

/** Whether a command may be done all the same: what the server has in its memory and its log needs no disk. */
export function mayBeDone(needs: Needs, { fault, isUp }: State): boolean {
  if (fault === 'read-only') return isUp && needs === 'reading';
  return fault === 'full' || (fault === 'damaged' && isUp);
}
