const proxyVariables = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];

/** Whether the environment names a proxy. */
export function namesProxy(env: Readonly<Record<string, string | undefined>>): boolean {
  return proxyVariables.some((name) => Boolean(env[name]));
}
