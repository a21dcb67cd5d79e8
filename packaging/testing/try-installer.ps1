# Installs Overlook for this user, runs it, and uninstalls it. A recording of a session must still be there then.
param([Parameter(Mandatory)] [string] $Packages, [Parameter(Mandatory)] [string] $Architecture)
$ErrorActionPreference = 'Stop'
$setup = @(Get-ChildItem "$Packages/Overlook-*-win-$Architecture-setup.exe")
if ($setup.Count -ne 1) { throw "There must be one installer for $Architecture, and there are $($setup.Count)." }
$folder = Join-Path ([IO.Path]::GetTempPath()) "overlook-installed-$Architecture"
$sessions = Join-Path $env:LOCALAPPDATA 'Overlook/sessions'
$recording = Join-Path $sessions 'kept.ovl'
New-Item $sessions -ItemType Directory -Force | Out-Null
Set-Content $recording 'kept'

# NSIS: /D must be last, and is never quoted.
Start-Process $setup[0] "/S /currentuser /D=$folder" -Wait
foreach ($name in 'Overlook.exe', 'Uninstall Overlook.exe', 'resources/recordings/first-receive.ovl') {
  if (-not (Test-Path "$folder/$name")) { throw "The installer has not put $name into $folder." }
}
$kind = (Get-ItemProperty 'HKCU:\Software\Classes\.ovl').'(default)'
$command = (Get-ItemProperty "HKCU:\Software\Classes\$kind\shell\open\command").'(default)'
if ($command -notlike "*$folder*Overlook.exe*%1*") { throw "Files .ovl are opened by: $command" }
& "$PSScriptRoot/self-test.ps1" "$folder/Overlook.exe"

# _?= keeps the uninstaller from copying itself elsewhere and going on unseen; so it cannot delete itself.
Start-Process "$folder/Uninstall Overlook.exe" "/S /currentuser _?=$folder" -Wait
if (Test-Path "$folder/Overlook.exe") { throw "The uninstaller has left Overlook in $folder." }
if ((Get-Content $recording) -ne 'kept') { throw "The uninstaller has taken $recording away." }
Remove-Item $recording
