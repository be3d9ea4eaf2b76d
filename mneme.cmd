@echo off
rem Runs Mneme. In its source folder it builds Mneme on first use; after a change of the sources,
rem delete mneme-cli\target\launcher to have it built again. In a folder unpacked from
rem mneme-VERSION.zip there is nothing to build.
rem   JAVA_HOME         the Java to use, 17 or newer; else the one on the PATH. A Java in runtime\
rem                     beside this script comes before both
rem   MNEME_JAVA_OPTS   flags for Java, such as -Xmx8g
rem   MNEME_MAVEN_OPTS  flags for the build, such as -Pcuda
setlocal
set "ROOT=%~dp0"
set "TARGET=%ROOT%mneme-cli\target\launcher"
set "JAR=%TARGET%\mneme.jar"
set "ARCHIVE=%TARGET%\mneme.jsa"
set "READY=%TARGET%\mneme.stamp"
set "LOCK=%ROOT%.mneme-build.lock"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%ROOT%runtime\bin\java.exe" set "JAVA=%ROOT%runtime\bin\java.exe"

rem Unpacked from mneme-VERSION.zip, the jar is beside this script.
if exist "%ROOT%mneme.jar" (
  set "JAR=%ROOT%mneme.jar"
  set "ARCHIVE=%ROOT%mneme.jsa"
  goto check
)

if exist "%READY%" goto run

:check
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo mneme: Java was not found. Install a JDK, 17 or newer, from adoptium.net, or point JAVA_HOME at one. 1>&2
  exit /b 1
)
if exist "%ROOT%mneme.jar" goto run
where mvn >nul 2>&1
if errorlevel 1 (
  echo mneme: Maven was not found; it builds Mneme on first use. Install it, 3.8 or newer, from maven.apache.org. 1>&2
  exit /b 1
)

:lock
mkdir "%LOCK%" 2>nul && goto build
echo mneme: waiting for another mneme that is building; if there is none, delete "%LOCK%" ... 1>&2
timeout /t 5 /nobreak >nul
if exist "%READY%" goto run
goto lock

:build
echo mneme: building, on first use only; this fetches libraries and can take some minutes ... 1>&2
pushd "%ROOT%"
call mvn -q -B -Dstyle.color=never %MNEME_MAVEN_OPTS% -Dmneme.launcher -pl mneme-cli -am package 1>&2
set "RESULT=%ERRORLEVEL%"
popd
if "%RESULT%"=="0" (
  "%JAVA%" "-XX:ArchiveClassesAtExit=%ARCHIVE%" -Xlog:disable -jar "%JAR%" --help >nul 2>&1
  echo built > "%READY%"
)
rmdir "%LOCK%"
if not "%RESULT%"=="0" (
  echo mneme: the build failed; its errors are above. Mneme needs a JDK, 17 or newer, and Maven 3.8 or newer. 1>&2
  exit /b 1
)

:run
set HEAP=2g
if "%~1 %~2"=="models quantize" set HEAP=6g
"%JAVA%" -Xmx%HEAP% "-XX:SharedArchiveFile=%ARCHIVE%" -Xshare:auto -Xlog:disable %MNEME_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
