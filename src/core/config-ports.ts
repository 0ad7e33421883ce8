/** DVC's configuration files from the weakest to the strongest: of the machine, the person, the project, the clone. */
export const configLevels = ['system', 'global', 'project', 'local'] as const;

/** Which of DVC's configuration files. */
export type ConfigLevel = (typeof configLevels)[number];

/** DVC's configuration files, and the one of ours beside them for settings that DVC would refuse. */
export interface ConfigFiles {
  /** Without a project only those of the machine and the person. */
  readonly levels: readonly ConfigLevel[];
  /** Absolute: what `~` stands for. */
  readonly home: string;
  /** Where the person stands, absolute. */
  readonly cwd: string;
  /** Absolute. Throws `not-a-project` for a project's file where there is none. */
  path(level: ConfigLevel | 'own'): string;
  /** Undefined when there is no such file. */
  read(level: ConfigLevel | 'own'): string | undefined;
  /** Atomic. */
  write(level: ConfigLevel | 'own', text: string): void;
}
