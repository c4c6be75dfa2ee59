/// The passwords of ten and more characters that attackers try first.
///
/// A short list on purpose: it stops the first tries, and the throttle the rest. `PasswordRule` refuses repetitions and
/// sequences by itself.
enum CommonPasswords {
    /// Whether a password, its ASCII letters in lower case, is on the list.
    static func contains(_ folded: String) -> Bool {
        list.contains(Array(folded.utf8))
    }

    static let list = Set(
        text.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.map { Array($0) }
    )

    private static let text = """
        1029384756 1122334455 11223344556 112233445566 123123123a 12345678900 1234567891 12345678910 1234567899
        123456789a 123456789q 123456abcd 123456abcdef 1234qwerasdf 1234qwerasdfzxcv 123qwe123qwe 123qweasdzxc
        1472583690 147258369a 1478963250 1a2b3c4d5e 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc
        1qaz2wsx3edc4rfv 1qazxsw23edc 3216549870 7418529630 741852963a 7894561230 789456123a a123456789 a1b2c3d4e5
        a1b2c3d4e5f6 aa12345678 aa123456789 aaa1234567 abc1234567 abc12345678 abc123456789 abcd123456 abcd12345678
        abcdef1234 abcdef123456 abcdefg123 abcdefgh12 abcdefghi1 admin12345 admin123456 admin1234567 admin@1234
        admin@12345 adminadmin adminadmin123 administrator administrator1 adminpassword alexander1 alexander123
        alexandra1 alexandria anthony123 arsenal123 asdf1234567 asdfghjkl1 asdfghjkl123 asdfghjkl;
        asdfghjklqwertyuiop asdfqwer1234 autumn2024 autumn2025 azerty12345 azertyuiop barcelona1 barcelona10
        barcelona123 basketball basketball1 basketball12 basketball23 batman12345 beautiful1 beautiful123
        blackberry blink182blink182 butterfly1 butterfly123 california california1 changeme123 changeme1234
        changemenow changepassword charlie123 charlie1234 cheerleader cheerleading chelseafc1 chocolate1
        chocolate123 christopher christopher1 computer12 computer123 contrasena contrasena1 contraseña
        correcthorsebatterystaple dragon12345 elizabeth1 elizabeth123 facebook12 facebook123 football12
        football123 football1234 fuckoff123 fuckyou123 fuckyou1234 godisgreat godislove1 godislove123 google12345
        guest12345 hallo12345 ilovejesus ilovejesus1 ilovemyfamily ilovemymom ilovemymom1 ilovemyself iloveyou1!
        iloveyou12 iloveyou123 iloveyou1234 iloveyou123456 iloveyou2012 iloveyou22 iloveyousomuch internet12
        internet123 jennifer123 jessica123 jesus12345 jesus4life jesuschrist jesuschrist1 jesusislord juventus1897
        letmein123 letmein1234 letmein12345 letmeinnow letmeinplease linkedin123 liverpool1 liverpool123
        liverpoolfc manchester manchester1 manchesterunited master12345 master123456 michael123 michael1234
        michelle123 microsoft1 microsoft123 monkey12345 monkey123456 motdepasse motdepasse1 motherfucker
        mypassword mypassword1 mypassword123 newpassword newpassword1 nopassword p@ssw0rd12 p@ssw0rd123
        p@ssw0rd1234 p@ssword12 p@ssword123 pa$$word123 pa55word123 pass123456 pass1234567 pass12345678 pass@12345
        pass@word1 passpass123 passphrase passw0rd12 passw0rd123 passw0rd1234 password!! password00 password01
        password1! password10 password11 password12 password12! password123 password123! password123$ password123.
        password1234 password1234! password12345 password123456 password2019 password2020 password2021
        password2022 password2023 password2024 password2025 password2026 password69 password77 password99
        password@1 password@123 passwordpassword passwort123 passwort1234 pokemon123 pokemon1234 princess12
        princess123 princess1234 q123456789 q1w2e3r4t5 q1w2e3r4t5y6 q1w2e3r4t5y6u7 qazwsx1234 qazwsxedc123
        qazwsxedcrfv qweasdzxc1 qweasdzxc123 qwer12345678 qwer1234asdf qwerty123! qwerty12345 qwerty123456
        qwerty1234567890 qwerty2020 qwerty2021 qwerty2022 qwerty2023 qwerty2024 qwerty2025 qwertyasdf qwertyasdfgh
        qwertyqwerty qwertyuiop qwertyuiop1 qwertyuiop123 qwertyuiop[] qwertyuiopasdfghjkl
        qwertyuiopasdfghjklzxcvbnm qwertzuiop realmadrid realmadrid1 realmadrid7 root123456 rootpassword
        samsung123 samsung1234 secretpassword shadow12345 skateboard skateboard1 skateboarding snowboarding
        spiderman1 spiderman123 spongebob1 spongebob123 spring2024 spring2025 startrek123 starwars123 steelers123
        strawberry strawberry1 summer2020 summer2021 summer2022 summer2023 summer2024 summer2025 sunshine12
        sunshine123 sunshine1234 superadmin superadmin123 superman12 superman123 sweetheart sweetheart1 teamomucho
        teamoteamo tequieromucho test123456 test1234567 testing123 testing1234 testpassword testtest123
        thepassword thisismypassword trustno1trustno1 user123456 userpassword volleyball volleyball1 washington
        washington1 watermelon welcome123 welcome123! welcome1234 welcome12345 welcome2020 welcome2021 welcome2022
        welcome2023 welcome2024 welcome2025 welcome@123 whatever12 whatever123 winter2020 winter2021 winter2022
        winter2023 winter2024 winter2025 yourpassword z123456789 zaq12wsxcde3 zaq1xsw2cde3 zxcvbnm123 zxcvbnm1234
        zxcvbnmasdfghjkl
        """
}
