# Unpacks the zip of an architecture and runs what is in it.
param([Parameter(Mandatory)] [string] $Packages, [Parameter(Mandatory)] [string] $Architecture)
$ErrorActionPreference = 'Stop'
$zip = @(Get-ChildItem "$Packages/Overlook-*-win-$Architecture.zip")
if ($zip.Count -ne 1) { throw "There must be one zip for $Architecture, and there are $($zip.Count)." }
$folder = Join-Path ([IO.Path]::GetTempPath()) "overlook-zip-$Architecture"
Expand-Archive $zip[0] $folder -Force
& "$PSScriptRoot/self-test.ps1" "$folder/Overlook.exe"
