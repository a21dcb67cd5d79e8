# Runs a packed Overlook's self-test, says what it printed, and fails with it.
param([Parameter(Mandatory)] [string] $Program)
$ErrorActionPreference = 'Stop'
$out = New-TemporaryFile
$err = New-TemporaryFile
$run = Start-Process $Program '--self-test' -PassThru -RedirectStandardOutput $out -RedirectStandardError $err
# Without it there is no exit code later.
$null = $run.Handle
if (-not $run.WaitForExit(180000)) {
  Stop-Process -Id $run.Id
  throw "$Program has not ended its self-test within three minutes."
}
Get-Content $out, $err
if ($run.ExitCode -ne 0) { throw "$Program failed its self-test (exit code $($run.ExitCode))." }
