export const CONSOLE_ROLES = ['viewer', 'admin'] as const;
/** A viewer sees everything; an admin changes it, too. */
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];

/** Who may come in by a one-time link, and until when; times are milliseconds since 1970. */
export interface ConsoleLogin {
  readonly name: string;
  readonly role: ConsoleRole;
  readonly expiresAt: number;
}

/** Someone who is signed in to the console. */
export interface ConsoleSession extends ConsoleLogin {
  readonly startedAt: number;
}
