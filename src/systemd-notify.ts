import { execFile } from 'node:child_process';

/** What systemd sets for a service of `Type=notify`. */
export interface SystemdEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  readonly WATCHDOG_USEC?: string | undefined;
  readonly PATH?: string | undefined;
}

/** Tells systemd how this service is. Each does nothing when systemd does not want to know. */
export interface SystemdNotifier {
  /** Ready to serve, after a start or a reload. From the first time on, systemd hears that the event loop turns. */
  ready(): void;
  reloading(): void;
  /** The start goes on for up to so many seconds from now. @returns when systemd knows */
  extendStart(seconds: number): Promise<void>;
  /** @returns when systemd knows; nothing may be told after it */
  stopping(): Promise<void>;
}

/**
 * Speaks to systemd through its own command `systemd-notify`, since Node has no UNIX datagram sockets; the unit needs
 * `NotifyAccess=all` for that.
 * @param onError hears of a message that did not arrive
 */
export function createSystemdNotifier(
  environment: SystemdEnvironment,
  onError: (error: Error) => void,
): SystemdNotifier {
  if (environment.NOTIFY_SOCKET === undefined) {
    const nothing = () => Promise.resolve();
    return { ready() {}, reloading() {}, extendStart: nothing, stopping: nothing };
  }
  const env = { NOTIFY_SOCKET: environment.NOTIFY_SOCKET, PATH: environment.PATH };
  const watchdogMilliseconds = Number(environment.WATCHDOG_USEC ?? 0) / 1000;
  let watchdog: NodeJS.Timeout | undefined;
  // One after the other: a message must not overtake the one before.
  let told = Promise.resolve();

  function tell(...assignments: readonly string[]): Promise<void> {
    const send = (): Promise<void> =>
      new Promise((resolve) => {
        execFile('systemd-notify', assignments, { env }, (error) => {
          if (error !== null) onError(error);
          resolve();
        });
      });
    told = told.then(send);
    return told;
  }

  return {
    ready() {
      void tell('READY=1');
      if (watchdogMilliseconds > 0) {
        watchdog ??= setInterval(() => void tell('WATCHDOG=1'), watchdogMilliseconds / 2).unref();
      }
    },
    reloading() {
      void tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
    },
    extendStart: (seconds) => tell(`EXTEND_TIMEOUT_USEC=${seconds * 1_000_000}`),
    stopping() {
      clearInterval(watchdog);
      return tell('STOPPING=1');
    },
  };
}
