//! Areas, folders and saved files.

use super::*;

fn files() -> Files {
    Files::new(Client::Devtools, 1, &BTreeMap::new())
}

#[test]
fn both_spellings_name_one_file_and_only_the_users_area_is_writable() {
    let mut files = files();
    files.write("wxfile://usr/a.txt", b"1", false, 5).unwrap();
    assert_eq!(files.read("http://usr/./x/../a.txt").unwrap(), "1");
    assert_eq!(files.write("http://tmp/a", b"", false, 0), Err(FileFail::Denied));
    assert_eq!(files.write("a.txt", b"", false, 0), Err(FileFail::Denied));
    assert_eq!(files.write(concat!("wxfile://usr/../", "tmp/a"), b"", false, 0), Err(FileFail::Denied));
    assert_eq!(files.write("wxfile://usr/no/a", b"", false, 0), Err(FileFail::NotFound));
}

#[test]
fn folders_are_made_listed_moved_and_removed() {
    let mut files = files();
    assert_eq!(files.make_folder("http://usr/a/b", false, 0), Err(FileFail::NotFound));
    files.make_folder("http://usr/a/b", true, 0).unwrap();
    files.write("http://usr/a/b/f", b"abc", false, 0).unwrap();
    assert_eq!(files.list("http://usr/a").unwrap(), ["b"]);
    assert_eq!(files.remove_folder("http://usr/a", false), Err(FileFail::NotEmpty));
    files.rename("http://usr/a", "http://usr/c").unwrap();
    assert_eq!(files.stat("http://usr/c/b/f").unwrap().size, 3);
    files.remove_folder("http://usr/c", true).unwrap();
    assert_eq!(files.list("http://usr").unwrap(), Vec::<String>::new());
}

#[test]
fn temporary_files_are_saved_under_a_new_name() {
    let mut files = files();
    let temp = files.temporary(Bytes::from_static(b"x"), "png", 0);
    let saved = files.save(&temp, None, 0).unwrap();
    assert!(temp.starts_with("http://tmp/") && saved.starts_with("http://store/") && saved.ends_with(".png"));
    assert_eq!((files.read(&temp), files.saved().len()), (Err(FileFail::NotFound), 1));
}
