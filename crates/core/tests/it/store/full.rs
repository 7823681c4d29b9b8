//! A full disk: the edit is refused visibly, and what was there is untouched.

#[cfg(target_os = "linux")]
#[test]
fn fault_27_a_full_disk_refuses_the_edit_and_keeps_the_rest() {
    use std::process::Command;

    use super::{Safe, edit_street, street};

    let folder = tempfile::tempdir().unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
        .arg(folder.path())
        .output();
    if !mount.is_ok_and(|mount| mount.status.success()) {
        // Only an administrator can make a small disk. `store::full` in the crate limits the database itself
        // and runs everywhere.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"not run: no right to mount a small disk\n",
        );
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        let safe = Safe::new(folder.path());
        let store = safe.create().unwrap();
        edit_street(&store, "测试街一号").unwrap();
        let ballast = folder.path().join("ballast");
        let filled = std::fs::write(&ballast, vec![1; 1024 * 1024]);
        assert_eq!(filled.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
        // What the log still has room for is kept; then it is refused.
        let mut last = "测试街一号".to_owned();
        let refused = (0..200).find_map(|number| {
            let next = format!("测试街 {number} 号");
            match edit_street(&store, &next) {
                Ok(()) => {
                    last = next;
                    None
                }
                Err(error) => Some(error),
            }
        });
        let refused = refused.expect("a full disk refuses");
        assert_eq!(refused.code(), "disk-full", "{refused:?}");
        assert!(refused.retryable());
        assert_eq!(
            street(&store),
            Some(last.clone()),
            "what was there is untouched"
        );

        std::fs::remove_file(&ballast).unwrap();
        edit_street(&store, "测试街二号").unwrap();
        store.close().unwrap();
        assert_eq!(street(&safe.open().unwrap()).as_deref(), Some("测试街二号"));
    });
    let unmounted = Command::new("umount")
        .arg("--lazy")
        .arg(folder.path())
        .status()
        .unwrap();
    assert!(unmounted.success());
    if let Err(failure) = outcome {
        std::panic::resume_unwind(failure);
    }
}
